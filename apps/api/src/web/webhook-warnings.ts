import type { Tally } from '../ingress/tally.ts';
import { inWords, plural } from './words.ts';

export interface Warning {
  readonly title: string;
  readonly text: string;
  readonly isMild?: boolean;
}

/** By vendor: what proves an event, and what names the account. */
const SETTINGS: Readonly<Record<string, { readonly proof: string; readonly account?: string }>> = {
  bitrix24: { proof: 'BITRIX24_APPLICATION_TOKEN', account: 'BITRIX24_DOMAIN' },
  bling: { proof: 'BLING_CLIENT_SECRET' },
  fieldcontrol: {
    proof: 'FIELDCONTROL_WEBHOOK_USER and FIELDCONTROL_WEBHOOK_PASSWORD',
    account: 'FIELDCONTROL_ACCOUNT_ID',
  },
};

/** Refusals that mean a wrong setting rather than a stranger, and what to compare. */
const ADVICE: Readonly<Record<string, (vendor: string) => string>> = {
  'unproven-event': (vendor) =>
    `Their token, password or signature is not the one Ponte was given. If they are yours, compare ${SETTINGS[vendor]?.proof ?? 'it'} with the vendor’s page.`,
  'foreign-account': (vendor) =>
    `They name another account than ${SETTINGS[vendor]?.account ?? 'the one Ponte was given'}.`,
  'wrong-content-type': () =>
    'They come in another form than the vendor’s. Is a proxy changing them?',
  'store-failed': () => 'PostgreSQL did not take them; the senders were told to come again.',
  overloaded: () => 'PostgreSQL was too slow to take them; the senders were told to come again.',
};

const RECENT_MS = 3_600_000;

/** Refused webhooks of the last hour that somebody should know of. */
export function listWebhookWarnings(tally: Tally, nowMs: number): Warning[] {
  return tally.list().flatMap(({ vendor, outcome, count, lastAt }) => {
    const advise = ADVICE[outcome];
    if (advise === undefined || count === 0 || nowMs - lastAt > RECENT_MS) return [];
    const title = `${plural(count, 'webhook')} of ${vendor} refused: ${inWords(outcome)}`;
    return [{ title, text: advise(vendor), isMild: true }];
  });
}
