import type { Clock } from '@ponte/clock';
import type { Database } from '@ponte/db/client';
import { beginIntent, resendIntent, settleIntent } from '@ponte/db/intents';
import { noteLookUp } from '@ponte/db/invoice-notes';
import { saveInvoice } from '@ponte/db/onec-invoices';
import { revokeIntent } from '@ponte/db/revoke-intent';
import { SETTLE_DELAY_MS } from '@ponte/integrations/onec-bitrix24/invoice/rules/be-patient';
import type { InvoiceTenure, SaleIntents } from '@ponte/integrations/onec-bitrix24/invoice/ports';
import { drainInvoices } from '@ponte/integrations/onec-bitrix24/jobs';
import type { Ringer } from '@ponte/jobs/ring';
import { saveInvoiceEnd, toInvoiceRow } from './onec-invoice-ends.ts';
import type { MappingDoor } from './onec-mapping.ts';
import { takeRunTenure, type RunTenure } from './run-tenure.ts';

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

/** One run at a time works on an account's invoices. */
export async function takeInvoiceTenure(
  world: TenureWorld,
  { account, runId, signal }: Run,
): Promise<InvoiceTenure | undefined> {
  const { database, clock, worker } = world;
  const name = `onec-bitrix24.invoices:${account}`;
  const wanted = { name, what: 'invoices', worker, runId, signal };
  const tenure = await takeRunTenure(database, wanted);
  if (tenure === undefined) return undefined;
  const { fence, write, ...right } = tenure;
  return {
    ...right,
    intents: bindIntents({ database, clock }, { account, fence }),
    ...bindJournal(world, { account, runId, write }),
  };
}

/** What is known of each deal's invoice, written by whoever has the tenure. */
function bindJournal(
  { clock, mapping, ringer }: TenureWorld,
  { account, runId, write }: Pick<Run, 'account' | 'runId'> & Pick<RunTenure, 'write'>,
): Pick<InvoiceTenure, 'saveEntry' | 'noteLookUp' | 'saveEnd'> {
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
