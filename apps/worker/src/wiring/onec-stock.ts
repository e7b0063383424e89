import { findCheckpoint } from '@ponte/db/checkpoints';
import { listDirty } from '@ponte/db/dirty';
import { findApproval, STOCK_KIND } from '@ponte/db/stock-approvals';
import { saveStockSnapshot } from '@ponte/db/stock-snapshots';
import type { StockDocument, StockPorts } from '@ponte/integrations/onec-bitrix24/stock/ports';
import { readOnecSettings } from '@ponte/operations/sync-onec';
import type { OnecWorld } from './onec-invoices.ts';
import { bindStockPortal } from './onec-stock-portal.ts';
import { takeStockTenure, toPendingKey } from './onec-stock-tenure.ts';

/** More marks than an account's stock has: it is one record. */
const MARKS = 10;

/** What the stock needs of the world. */
export type StockWorld = Pick<
  OnecWorld,
  'database' | 'clock' | 'worker' | 'zone' | 'mapping' | 'onec' | 'portal'
>;

/** Binds the stock to the tables, the base and the portal. */
export function wireStock(world: StockWorld): StockPorts {
  const { database, clock, zone, onec, portal, mapping } = world;
  const { pool } = database;
  return {
    zone,
    now: () => clock.now(),
    takeTenure: (account, run) => takeStockTenure(world, { account, ...run }),
    readSettings: (account) => readOnecSettings(pool, account),
    readWord: async (account) => ({
      // The marks first: of a release that comes in between its mark is left, and brings another run.
      marks: await listDirty(pool, { account, kind: STOCK_KIND, limit: MARKS }),
      approval: await findApproval(pool, account),
    }),
    portal: (account) => bindStockPortal(portal(account)),
    listWarehouses: (account, signal) => onec(account).listWarehouses({ level: 'bulk', signal }),
    readBalances: (account, { period, warehouses }, signal) =>
      onec(account).readBalances({ period, warehouses, level: 'bulk', signal }),
    listLinks: async (account) => {
      const linked = await mapping.listMapped(account);
      const resolve = ({ bitrix24ProductId: productId, onecRefKey }: (typeof linked)[number]) =>
        onecRefKey === null ? [] : [{ productId, itemRef: onecRefKey }];
      const unresolved = linked.filter(({ onecRefKey }) => onecRefKey === null);
      return {
        links: linked.flatMap(resolve),
        unresolved: unresolved.map(({ bitrix24ProductId }) => bitrix24ProductId),
      };
    },
    keepSnapshot: async (account, { runId, period, rows }) => {
      const cards = await mapping.listItems(account);
      const byRef = new Map(cards.map((card) => [card.id, card]));
      await saveStockSnapshot(pool, {
        ...{ account, runId, period, takenAt: clock.now() },
        rows: rows.map((row) => {
          const card = byRef.get(row.itemRef);
          return { ...row, itemCode: card?.code ?? '', itemName: card?.name ?? row.itemRef };
        }),
      });
    },
    findPending: async (account) => {
      const found = await findCheckpoint(pool, toPendingKey(account));
      // Written by the tenure's `savePending` and nobody else.
      return (found?.position ?? []) as unknown as readonly StockDocument[];
    },
  };
}
