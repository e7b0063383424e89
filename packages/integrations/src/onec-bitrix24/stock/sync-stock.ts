import { toBaseTime } from '@ponte/connectors/onec/model';
import type { Handler, JobEnding } from '@ponte/jobs/define';
import { applyStock } from './apply-stock.ts';
import type { StockPorts } from './ports.ts';
import { matchStores } from './rules/match-stores.ts';
import { planAmounts, planQuantities, type StockFacts } from './rules/plan-stock.ts';

/** Makes the portal's stock equal to 1C's, writing only what differs, and looks again afterwards. */
export function createSyncStock(ports: StockPorts): Handler<{ account: string }> {
  return async ({ account }, { runId, signal }) => {
    const settings = await ports.readSettings(account);
    const portal = ports.portal(account);
    // What an earlier run had begun is brought to its end first, by the same keys.
    const pending = await ports.findPending(account);
    if (pending.length > 0) {
      await portal.postDocuments(pending, signal);
      await ports.savePending(account, []);
    }
    const all = await ports.listWarehouses(account, signal);
    const chosen = settings.stockWarehouses;
    const warehouses = all.filter(({ ref, isDeleted }) => chosen?.includes(ref) ?? !isDeleted);
    const refs = warehouses.map(({ ref }) => ref);
    const period = toBaseTime(ports.now(), ports.zone);
    const reading = await ports.readBalances(account, { period, warehouses: refs }, signal);
    await keep(ports, { account, runId, warehouses, reading });
    const mode = await portal.readInventoryMode(signal);
    const stores = mode === 'on' ? await portal.listStores(signal) : [];
    const matched = matchStores(warehouses, stores, settings.storeByWarehouse);
    const links = await ports.listLinkedCards(account);
    const facts: StockFacts = {
      ...{ links, rows: reading.rows, settings, stores: matched.stores, warehouses: new Set(refs) },
    };
    const cards = mode === 'off' ? await portal.listCards(signal) : [];
    const plan =
      mode === 'off'
        ? planQuantities(facts, cards)
        : planAmounts(facts, await portal.readAmounts(signal));

    const hold = findHold(
      { problems: reading.problems, unmatched: mode === 'on' ? matched.unmatched : [] },
      plan.isOverGuard && !(await ports.isApproved(account)) ? plan : undefined,
    );
    const done =
      hold === undefined
        ? await applyStock(ports, { account, runId, mode, plan, cards, signal })
        : { written: 0, documents: 0, hold };
    await ports.saveEnd(account, { runId, hold: done.hold });
    const figures = { items: links.length, rows: reading.rows.length, negative: plan.negative };
    return toEnding(done, { ...figures, changed: plan.changes.length, zeroed: plan.zeroed });
  };
}

interface Done {
  readonly written: number;
  readonly documents: number;
  readonly hold: { readonly reason: string; readonly detail: string } | undefined;
}

function findHold(
  { problems, unmatched }: { problems: readonly string[]; unmatched: readonly string[] },
  overGuard: { zeroed: number; inStock: number } | undefined,
): Done['hold'] {
  const [first] = problems;
  if (first !== undefined) {
    const detail = `1C sent ${problems.length} rows of stock that cannot be read: ${first}`;
    return { reason: 'stock-unreadable', detail };
  }
  if (unmatched.length > 0) {
    const detail = `The portal has no store for: ${unmatched.join(', ')}.`;
    return { reason: 'warehouse-unmapped', detail };
  }
  if (overGuard === undefined) return undefined;
  const { zeroed, inStock } = overGuard;
  const detail = `The run would set ${zeroed} of ${inStock} cards in stock to zero.`;
  return { reason: 'guard-rail', detail };
}

function toEnding({ written, documents, hold }: Done, counts: Record<string, number>): JobEnding {
  return {
    outcome: hold === undefined ? 'done' : 'held',
    ...(hold === undefined ? {} : { reason: hold.reason, message: hold.detail }),
    counts: { ...counts, written, documents },
  };
}

async function keep(
  ports: StockPorts,
  {
    account,
    runId,
    warehouses,
    reading,
  }: {
    account: string;
    runId: string;
    warehouses: readonly { ref: string; name: string }[];
    reading: Awaited<ReturnType<StockPorts['readBalances']>>;
  },
): Promise<void> {
  const names = new Map(warehouses.map(({ ref, name }) => [ref, name]));
  const rows = reading.rows.map(({ product, warehouse, quantity }) => ({
    ...{ itemRef: product, warehouseRef: warehouse, quantity },
    warehouseName: names.get(warehouse) ?? warehouse,
  }));
  await ports.keepSnapshot(account, { runId, period: reading.period, rows });
}
