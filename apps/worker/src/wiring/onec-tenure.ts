import type { Clock } from '@ponte/clock';
import { inTransaction, type Database, type Sql } from '@ponte/db/client';
import { beginIntent, resendIntent, settleIntent } from '@ponte/db/intents';
import { noteLookUp } from '@ponte/db/invoice-notes';
import { acquireLease, endLease, findLease, renewLease } from '@ponte/db/leases';
import { saveInvoice } from '@ponte/db/onec-invoices';
import { revokeIntent } from '@ponte/db/revoke-intent';
import { SETTLE_DELAY_MS } from '@ponte/integrations/onec-bitrix24/invoice/rules/be-patient';
import type { InvoiceTenure, SaleIntents } from '@ponte/integrations/onec-bitrix24/invoice/ports';
import { drainInvoices } from '@ponte/integrations/onec-bitrix24/jobs';
import type { Ringer } from '@ponte/jobs/ring';
import { isCertainlyDead } from '../process-id.ts';
import { saveInvoiceEnd, toInvoiceRow } from './onec-invoice-ends.ts';
import type { MappingDoor } from './onec-mapping.ts';

/** Real milliseconds: a lease protects against real processes that really die. */
const TTL_MS = 20_000;
const RENEW_EVERY_MS = 5_000;
const OPERATION = 'onec.createInvoice';

interface TenureWorld {
  readonly database: Database;
  readonly ringer: Pick<Ringer, 'ring'>;
  readonly clock: Clock;
  readonly worker: string;
  readonly mapping: MappingDoor;
}

interface Run {
  readonly account: string;
  readonly runId: string;
  readonly signal: AbortSignal;
}

/**
 * One run at a time works on an account's invoices, and each tenure has a higher number. The lease's
 * owner is this run and no other: its row, asked in the transaction that writes, is the fence.
 */
export async function takeInvoiceTenure(
  world: TenureWorld,
  { account, runId, signal }: Run,
): Promise<InvoiceTenure | undefined> {
  const { database, clock, worker } = world;
  const { pool } = database;
  const name = `onec-bitrix24.invoices:${account}`;
  const lease = { name, owner: `${worker}#${runId}`, ttlMs: TTL_MS };
  const holder = await findLease(pool, name);
  const dead =
    holder !== undefined && isCertainlyDead(holder.owner.split('#')[0] ?? '')
      ? { deadOwner: holder.owner }
      : {};
  const answer = await acquireLease(pool, { ...lease, ...dead });
  if (answer.state === 'taken') return undefined;

  const loss = new AbortController();
  const confirm = async (sql: Sql): Promise<void> => {
    if (!loss.signal.aborted && (await renewLease(sql, lease))) return;
    loss.abort(new Error('Another run has taken over the invoices; this one writes nothing more.'));
    loss.signal.throwIfAborted();
  };
  // A renewal that fails is made up for by the next; before each write the lease is asked for anyway.
  const timer = setInterval(() => void Promise.allSettled([confirm(pool)]), RENEW_EVERY_MS);
  return {
    intents: bindIntents({ database, clock }, { account, fence: answer.fence }),
    signal: AbortSignal.any([signal, loss.signal]),
    isLost: () => loss.signal.aborted,
    confirm: () => confirm(pool),
    ...bindJournal(world, { account, runId, confirm }),
    end: async () => {
      clearInterval(timer);
      await endLease(pool, lease);
    },
  };
}

/** What is known of each deal's invoice, written by whoever has the tenure. */
function bindJournal(
  { database: { pool }, clock, mapping, ringer }: TenureWorld,
  run: { account: string; runId: string; confirm: (sql: Sql) => Promise<void> },
): Pick<InvoiceTenure, 'saveEntry' | 'noteLookUp' | 'saveEnd'> {
  const { account, runId, confirm } = run;
  const write = <T>(work: (sql: Sql) => Promise<T>): Promise<T> =>
    inTransaction(pool, async (sql) => {
      await confirm(sql);
      return work(sql);
    });
  return {
    saveEntry: (entry) =>
      write((sql) => saveInvoice(sql, { account, row: toInvoiceRow(entry), now: clock.now() })),
    noteLookUp: (dealId) => write((sql) => noteLookUp(sql, { account, dealId })),
    saveEnd: async (version, end) => {
      const of = { account, runId, version, now: clock.now(), mapping };
      const mustLookAgain = await write((sql) => saveInvoiceEnd(sql, of, end));
      // A ring that is lost is made up for by the sweep, which finds the mark.
      if (mustLookAgain) await Promise.allSettled([ringer.ring(drainInvoices, { account })]);
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
    revoke: (ref, attempt) => revokeIntent(pool, { ...keyOf(ref), attempt, now: clock.now() }),
    resend: async (ref, attempt, { bodyHash, notFoundAt }) => {
      const resending = { ...keyOf(ref), attempt, bodyHash, notFoundAt, now: clock.now() };
      return (await resendIntent(pool, resending))?.attempt;
    },
  };
}
