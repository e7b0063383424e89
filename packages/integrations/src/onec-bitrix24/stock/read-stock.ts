import { toBaseTime, type StockReading, type Warehouse } from '@ponte/connectors/onec/model';
import type { StockPorts, StockTenure, StockToKeep } from './ports.ts';
import { chooseWarehouses } from './rules/choose-warehouses.ts';
import type { StockReadings } from './rules/decide-stock.ts';

/** One execution of the stock's job. */
export interface StockTask {
  readonly account: string;
  readonly runId: string;
  readonly tenure: StockTenure;
}

/** Reads both sides; what 1C counted is kept under the run's id. */
export async function readStock(
  ports: StockPorts,
  task: StockTask,
): Promise<Omit<StockReadings, 'approved'>> {
  const { account, tenure } = task;
  const { signal } = tenure;
  const settings = await ports.readSettings(account);
  const portal = ports.portal(account);
  const mode = await portal.readInventoryMode(signal);
  const warehouses = await ports.listWarehouses(account, signal);
  const chosen = chooseWarehouses(warehouses, settings, mode).warehouses;
  const period = toBaseTime(ports.now(), ports.zone);
  const asked = { period, warehouses: chosen.map(({ ref }) => ref) };
  const reading = await ports.readBalances(account, asked, signal);
  await keepSnapshot(ports, task, { reading, warehouses });
  return {
    ...{ mode, settings, warehouses, reading },
    ...(await ports.listLinks(account)),
    cards: await portal.listCards(signal),
    stores: mode === 'on' ? await portal.listStores(signal) : [],
    amounts: mode === 'on' ? await portal.readAmounts(signal) : [],
  };
}

async function keepSnapshot(
  ports: StockPorts,
  { account, runId }: StockTask,
  { reading, warehouses }: { reading: StockReading; warehouses: readonly Warehouse[] },
): Promise<void> {
  const names = new Map(warehouses.map(({ ref, name }) => [ref, name]));
  const rows: StockToKeep[] = reading.rows.map(({ product, warehouse, quantity }) => ({
    ...{ itemRef: product, warehouseRef: warehouse, quantity },
    warehouseName: names.get(warehouse) ?? warehouse,
  }));
  await ports.keepSnapshot(account, { runId, period: reading.period, rows });
}
