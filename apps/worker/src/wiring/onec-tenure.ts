import type { Clock } from '@ponte/clock';
import type { Database } from '@ponte/db/client';
import { beginIntent, resendIntent, settleIntent } from '@ponte/db/intents';
import { acquireLease, endLease, findLease, renewLease } from '@ponte/db/leases';
import { SETTLE_DELAY_MS } from '@ponte/integrations/onec-bitrix24/invoice/make-document';
import type { InvoiceTenure, SaleIntents } from '@ponte/integrations/onec-bitrix24/invoice/ports';
import { isCertainlyDead } from '../process-id.ts';

/** Real milliseconds: a lease protects against real processes that really die. */
const TTL_MS = 20_000;
const RENEW_EVERY_MS = 5_000;
const OPERATION = 'onec.createInvoice';

/** One run at a time works on an account's invoices, and each tenure has a higher number. */
export async function takeInvoiceTenure(
  { database, clock, worker }: { database: Database; clock: Clock; worker: string },
  account: string,
  runId: string,
): Promise<InvoiceTenure | undefined> {
  const { pool } = database;
  const name = `onec-bitrix24.invoices:${account}`;
  const owner = `${worker}#${runId}`;
  const lease = { name, owner, ttlMs: TTL_MS };
  const holder = await findLease(pool, name);
  const dead =
    holder !== undefined && isCertainlyDead(holder.owner.split('#')[0] ?? '')
      ? { deadOwner: holder.owner }
      : {};
  const answer = await acquireLease(pool, { ...lease, ...dead });
  if (answer.state === 'taken') return undefined;
  // A renewal that fails is made up for by the next; the fence decides when the lease was lost.
  const renew = (): void => void Promise.allSettled([renewLease(pool, lease)]);
  const timer = setInterval(renew, RENEW_EVERY_MS);
  return {
    intents: bindIntents({ database, clock }, { account, fence: answer.fence }),
    end: async () => {
      clearInterval(timer);
      await endLease(pool, { name, owner });
    },
  };
}

function bindIntents(
  { database: { pool }, clock }: { database: Database; clock: Clock },
  { account, fence }: { account: string; fence: string },
): SaleIntents {
  const keyOf = (reference: string) => ({ account, operation: OPERATION, reference, fence });
  return {
    begin: async (ref, bodyHash) => {
      const begun = await beginIntent(pool, {
        ...keyOf(ref),
        ...{ bodyHash, now: clock.now(), settleDelayMs: SETTLE_DELAY_MS },
      });
      if (begun.state !== 'body-differs') return begun;
      // What the document holds is compared with what is wanted wherever it is found.
      const { attempt, lookUpAt } = begun;
      return begun.storedState === 'applied'
        ? { state: 'applied', attempt }
        : { state: 'ambiguous', attempt, lookUpAt: lookUpAt ?? clock.now() };
    },
    settle: (ref, attempt, end) => {
      const settled = { ...keyOf(ref), attempt, now: clock.now() };
      if (end.outcome === 'applied') {
        return settleIntent(pool, { ...settled, outcome: 'applied', vendorId: ref });
      }
      return end.outcome === 'refused'
        ? settleIntent(pool, { ...settled, outcome: 'refused' })
        : settleIntent(pool, { ...settled, outcome: 'unknown', lookUpAt: end.lookUpAt });
    },
    resend: async (ref, attempt, { bodyHash, notFoundAt }) => {
      const resending = { ...keyOf(ref), attempt, bodyHash, notFoundAt, now: clock.now() };
      return (await resendIntent(pool, resending))?.attempt;
    },
  };
}
