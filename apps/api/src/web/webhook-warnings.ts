import type { Tally } from '../ingress/tally.ts';
import { inWords, plural } from './words.ts';

export interface Warning {
  readonly title: string;
  readonly text: string;
  readonly isMild?: boolean;
}

/** Refusals that mean a wrong setting rather than a stranger, and what to compare. */
const ADVICE: Readonly<Record<string, string>> = {
  'unproven-event':
    'Their token or signature is not the one Ponte was given. If they are yours, compare it with the vendor’s page (for Bitrix24: BITRIX24_APPLICATION_TOKEN).',
  'foreign-portal': 'They name another portal than BITRIX24_DOMAIN.',
  'wrong-content-type': 'They come in another form than the vendor’s. Is a proxy changing them?',
  'store-failed': 'PostgreSQL did not take them; the senders were told to come again.',
  overloaded: 'PostgreSQL was too slow to take them; the senders were told to come again.',
};

const RECENT_MS = 3_600_000;

/** Refused webhooks of the last hour that somebody should know of. */
export function listWebhookWarnings(tally: Tally, nowMs: number): Warning[] {
  return tally.list().flatMap(({ vendor, outcome, count, lastAt }) => {
    const advice = ADVICE[outcome];
    if (advice === undefined || count === 0 || nowMs - lastAt > RECENT_MS) return [];
    const title = `${plural(count, 'webhook')} of ${vendor} refused: ${inWords(outcome)}`;
    return [{ title, text: advice, isMild: true }];
  });
}
