import type { Clock } from '@ponte/clock';
import type { Bitrix24Client } from '@ponte/connectors/bitrix24';
import type { DealField } from '@ponte/connectors/bitrix24/model';
import type { OnecClient } from '@ponte/connectors/onec';
import type { Database } from '@ponte/db/client';
import { findStuckInvoices, forgiveInvoiceTries, markHeldInvoices } from '@ponte/db/invoice-notes';
import { findDealOfInvoice, findNextDueInvoice, listDueInvoices } from '@ponte/db/onec-invoices';
import { refreshDictionaries } from '@ponte/integrations/bitrix24-deals/jobs';
import type { InvoicePorts } from '@ponte/integrations/onec-bitrix24/invoice/ports';
import type { RecheckPorts } from '@ponte/integrations/onec-bitrix24/invoice/recheck-invoices';
import { drainInvoices } from '@ponte/integrations/onec-bitrix24/jobs';
import type { Ringer } from '@ponte/jobs/ring';
import { releaseMapped } from '@ponte/operations/release-mapped';
import { readOnecSettings, readPaymentNames } from '@ponte/operations/sync-onec';
import { createReadBooks } from './onec-books.ts';
import { toKnown } from './onec-invoice-ends.ts';
import { createFindItems } from './onec-items.ts';
import type { MappingDoor } from './onec-mapping.ts';
import { takeInvoiceTenure } from './onec-tenure.ts';

const INTEGRATION = 'onec-bitrix24';
/** Virtual milliseconds. */
const FIELDS_FOR_MS = 10 * 60_000;

export interface OnecWorld {
  readonly database: Database;
  readonly ringer: Pick<Ringer, 'ring'>;
  readonly clock: Clock;
  /** This worker's own id. */
  readonly worker: string;
  /** The base's own zone. */
  readonly zone: string;
  readonly mapping: MappingDoor;
  onec(account: string): OnecClient;
  portal(account: string): Bitrix24Client;
  /** The portal's domain, whatever we call its account. */
  portalDomain(account: string): string;
}

/** Binds the invoices to the tables, the base and the portal. */
export function wireInvoices(world: OnecWorld): InvoicePorts & RecheckPorts {
  const { database, clock, onec, portal, ringer } = world;
  const { pool } = database;
  const describe = createFieldsReads(world);
  return {
    readBooks: createReadBooks(world),
    findItems: createFindItems(world),
    ...wireJournal(world),
    zone: world.zone,
    now: () => clock.now(),
    books: onec,
    portalId: world.portalDomain,
    readSettings: (account) => readOnecSettings(pool, account),
    readNames: (account, settings) => readPaymentNames(pool, { account, settings }),
    ringDictionaries: async (account) =>
      void (await ringer.ring(refreshDictionaries, { account }, { mayWake: false })),
    takeTenure: (account, run) => takeInvoiceTenure(world, { account, ...run }),
    readDeals: async (account, ids, signal) =>
      (await portal(account).getDeals(ids, { signal })).deals,
    readRows: async (account, ids, signal) =>
      (await portal(account).readDealProductRows(ids, { signal })).deals,
    tellDeal: async (account, { dealId, number, link, settings }, signal) => {
      const describedBy = await describe(account, signal);
      const { numberField, linkField } = settings;
      const hasLink = describedBy.some(({ name }) => name === linkField);
      const fields = {
        [numberField]: number,
        ...(linkField !== null && hasLink ? { [linkField]: link } : {}),
      };
      return portal(account).updateDeal(dealId, fields, { signal, describedBy });
    },

    markHeld: (account, causes, perCause) =>
      markHeldInvoices(pool, { integration: INTEGRATION, account, causes, perCause }),
    releaseComplete: async (account) => {
      const by = { by: 'ponte' };
      return (await releaseMapped({ database, ringer }, account, by)).released.length;
    },
    ringInvoices: async (account) => void (await ringer.ring(drainInvoices, { account })),
  };
}

type Journal = Pick<
  InvoicePorts,
  'listDue' | 'findNextDue' | 'findStuck' | 'findDealOfInvoice' | 'forgiveTries'
>;

/** What is known of each deal's invoice, in rows. */
function wireJournal({ database: { pool }, clock }: OnecWorld): Journal {
  return {
    listDue: async (account, limit) => {
      const due = await listDueInvoices(pool, { account, now: clock.now(), limit });
      return due.map(({ entry, ...mark }) => ({
        ...{ ...mark, wasSeen: entry !== undefined },
        ...(entry === undefined ? { entry, word: undefined } : toKnown(entry)),
      }));
    },
    findNextDue: (account) => findNextDueInvoice(pool, account),
    findStuck: (account, tries) => findStuckInvoices(pool, { account, tries }),
    findDealOfInvoice: (account, ref) => findDealOfInvoice(pool, { account, ref }),
    forgiveTries: (account, dealIds) => forgiveInvoiceTries(pool, { account, dealIds }),
  };
}

function createFieldsReads({
  clock,
  portal,
}: OnecWorld): (account: string, signal: AbortSignal) => Promise<readonly DealField[]> {
  const kept = new Map<string, { readAt: number; fields: readonly DealField[] }>();
  return async (account, signal) => {
    const known = kept.get(account);
    if (known !== undefined && clock.nowMs() - known.readAt < FIELDS_FOR_MS) return known.fields;
    const fields = await portal(account).listDealFields({ signal });
    kept.set(account, { readAt: clock.nowMs(), fields });
    return fields;
  };
}
