import type { Clock } from '@ponte/clock';
import { linkCustomer } from '@ponte/db/clientes';
import { inTransaction, type Database, type Sql } from '@ponte/db/client';
import { linkLocation } from '@ponte/db/enderecos';
import { markDirty } from '@ponte/db/dirty';
import { REQUEST_MARK, saveDelivered } from '@ponte/db/envios';
import { releaseHeld } from '@ponte/db/held';
import { beginIntent, isIntentOurs, resendIntent, settleIntent } from '@ponte/db/intents';
import { acquireLease, endLease, findLease, renewLease } from '@ponte/db/leases';
import type {
  Begun,
  Effect,
  FieldIntents,
  HttpWord,
  IntentKey,
  SentRequest,
  Tenure,
  TenureOf,
} from '@ponte/integrations/isales-fieldcontrol/field-intents';
import { SETTLE_DELAY_MS } from '@ponte/integrations/isales-fieldcontrol/push/write-once';
import { maskText } from '@ponte/logging/mask';
import { isCertainlyDead } from '../process-id.ts';
import { CARD, DELIVERY_KEYS, INTEGRATION, toHoldKey } from './isales-world.ts';

/** Real milliseconds: a lease protects against real processes that really die. */
const TTL_MS = 20_000;
const RENEW_EVERY_MS = 5_000;
/** What stands for the body of something that was found and not sent. */
const FOUND = 'found';

interface TenureWorld {
  readonly database: Database;
  readonly clock: Clock;
  readonly worker: string;
}

/** One run at a time works on a customer, or on a card, and each tenure has a higher number. */
export async function takeFieldTenure(
  world: TenureWorld,
  { account, of, id }: TenureOf & { readonly account: string },
  runId: string,
): Promise<Tenure | undefined> {
  const { pool } = world.database;
  const name = `${INTEGRATION}.${of}:${account}:${id}`;
  const lease = { name, owner: `${world.worker}#${runId}`, ttlMs: TTL_MS };
  const holder = await findLease(pool, name);
  const isDead = holder !== undefined && isCertainlyDead(holder.owner.split('#')[0] ?? '');
  const answer = await acquireLease(pool, {
    ...lease,
    ...(isDead ? { deadOwner: holder.owner } : {}),
  });
  if (answer.state === 'taken') return undefined;
  // A renewal that fails is made up for by the next; the fence decides when the lease was lost.
  const renew = (): void => void Promise.allSettled([renewLease(pool, lease)]);
  const timer = setInterval(renew, RENEW_EVERY_MS);
  return {
    intents: bindIntents(world, { account, fence: answer.fence }),
    end: async () => {
      clearInterval(timer);
      await endLease(pool, lease);
    },
  };
}

function bindIntents(
  { database: { pool }, clock }: TenureWorld,
  { account, fence }: { account: string; fence: string },
): FieldIntents {
  const of = (key: IntentKey) => ({ account, ...key, fence, now: clock.now() });
  const end = ({ key, attempt, answer }: SentRequest) => ({
    ...{ ...of(key), attempt },
    ...(answer === undefined ? {} : { answer: toMasked(answer) }),
  });
  const apply = (request: SentRequest, effect: Effect): Promise<boolean> =>
    inTransaction(pool, async (sql) => {
      const settled = { ...end(request), outcome: 'applied', vendorId: idOf(effect) } as const;
      const isOurs = await settleIntent(sql, settled);
      if (isOurs) await applyEffect(sql, account, { effect, now: clock.now() });
      return isOurs;
    });
  const begin = async (key: IntentKey, bodyHash: string): Promise<Begun> => {
    const beginning = { ...of(key), bodyHash, settleDelayMs: SETTLE_DELAY_MS };
    const begun = await beginIntent(pool, beginning);
    if (begun.state !== 'body-differs') return begun;
    // The key names one object, whatever has become of its content since.
    const { attempt, vendorId, lookUpAt } = begun;
    return begun.storedState === 'applied'
      ? { state: 'applied', attempt, vendorId }
      : { state: 'ambiguous', attempt, lookUpAt: lookUpAt ?? clock.now() };
  };
  return {
    begin,
    isOurs: ({ key, attempt }) => isIntentOurs(pool, { ...of(key), attempt }),
    applied: apply,
    refused: (request) => settleIntent(pool, { ...end(request), outcome: 'refused' }),
    unknown: (request, lookUpAt) =>
      settleIntent(pool, { ...end(request), outcome: 'unknown', lookUpAt }),
    resend: async (key, attempt, look) =>
      (await resendIntent(pool, { ...of(key), attempt, ...look }))?.attempt,
    adopt: async (key, effect) => {
      const begun = await begin(key, FOUND);
      if (begun.state === 'overtaken') return;
      const isOpen = begun.state === 'new' || begun.state === 'ambiguous';
      if (isOpen && (await apply({ key, attempt: begun.attempt }, effect))) return;
      await inTransaction(pool, (sql) => applyEffect(sql, account, { effect, now: clock.now() }));
    },
  };
}

const MOST_WORDS = 500;

function toMasked({ status, words }: HttpWord): HttpWord {
  return { status, words: words === null ? null : maskText(words).slice(0, MOST_WORDS) };
}

function idOf(effect: Effect): string {
  return effect.kind === 'delivered' ? effect.delivered.fieldId : effect.fieldId;
}

/** What is kept of an object of FieldControl, in the transaction that settles its intent. */
async function applyEffect(
  sql: Sql,
  account: string,
  { effect, now }: { effect: Effect; now: Date },
): Promise<void> {
  if (effect.kind === 'location') return linkLocation(sql, effect);
  if (effect.kind === 'customer') {
    await linkCustomer(sql, effect);
    const { enderecoId, primaryLocationId } = effect;
    if (enderecoId === null || primaryLocationId === null) return;
    return linkLocation(sql, { enderecoId, fieldId: primaryLocationId });
  }
  const { deliveryId } = effect.delivered;
  const { isalesId, isOutdated } = await saveDelivered(sql, { ...effect.delivered, now });
  // The card moved on while its request was on the way: the change is brought after it.
  const mark = { account, kind: REQUEST_MARK, ids: [deliveryId], startsAnew: true };
  if (isOutdated) await markDirty(sql, mark);
  const keys = DELIVERY_KEYS.map((name) => toHoldKey(isalesId, name));
  await releaseHeld(sql, { integration: INTEGRATION, account, kind: CARD, keys, by: 'ponte' });
}
