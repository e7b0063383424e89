import { listDirty } from '@ponte/db/dirty';
import { listHeld } from '@ponte/db/held';
import { setSetting } from '@ponte/db/settings';
import { listRuns, type RunRow } from '@ponte/db/runs';
import { readCards, syncStock } from '@ponte/integrations/onec-bitrix24/jobs';
import { ask } from '@ponte/operations/asked-run';
import { releaseHeld } from '@ponte/operations/release-held';
import { hasEnded } from '@ponte/operations/watch-runs';
import { expect } from 'vitest';
import { startExchange, type Exchange, type ExchangeOptions } from './start-exchange.ts';

export type Mode = 'on' | 'off';
const actor = { by: 'tests' };
export const account = 'default';

/** Portal and base whose goods are all linked, seen as the stock sees them. */
export interface StockWorld {
  readonly exchange: Exchange;
  setMode(mode: Mode): Promise<void>;
  setSetting(key: string, value: unknown): Promise<void>;
  /** Has the stock synchronised and waits for the end of the run. */
  sync(): Promise<RunRow>;
  /** Lets go what is held; resolves when a run has taken note of it and ended. */
  release(): Promise<void>;
  /** Marks of releases that no run has worked on yet. */
  countMarks(): Promise<number>;
  openHolds(): Promise<{ reason: string; detail: string }[]>;
  /** What the portal shows otherwise than 1C, in words; of its first warehouses, else of all. */
  listUnequal(mode: Mode, first?: number): Promise<string[]>;
  /** 1C's own quantities by item and warehouse, as references. */
  readBase(): Promise<Map<string, number>>;
  readWarehouses(): Promise<{ Ref_Key: string; Description: string }[]>;
  /** Requests and commands that changed the portal's stock so far. */
  countWrites(): Promise<number>;
}

export const toCardId = (good: number): number => 1001 + 2 * good;

/** Starts both vendors and one worker, links all goods and has both catalogues read. */
export async function startStock(
  options: Partial<ExchangeOptions> & Pick<ExchangeOptions, 'postgresUrl'>,
): Promise<StockWorld> {
  const { goods = 60, warehouses = 3 } = options;
  const exchange = await startExchange({ ...options, goods, warehouses });
  await exchange.startWorker().ready;
  await exchange.link(Array.from({ length: goods }, (_, good) => good));
  await runNow(exchange, readCards);
  const { pool } = exchange.database;
  const integration = 'onec-bitrix24';
  const countMarks = async (): Promise<number> =>
    (await listDirty(pool, { account, kind: 'stock', limit: 10 })).length;
  return {
    exchange,
    setMode: async (mode) =>
      void (await exchange.portal.act('set-inventory-mode', { mode: mode === 'on' ? 'Y' : 'N' })),
    setSetting: (key, value) =>
      setSetting(pool, { integration, key, value: value as string[], by: 'tests' }),
    sync: () => runNow(exchange, syncStock),
    release: async () => {
      await releaseHeld(exchange.ports, { integration, kind: 'stock' }, actor);
      await expect.poll(countMarks).toBe(0);
    },
    countMarks,
    openHolds: async () =>
      (await listHeld(pool, { kind: 'stock', limit: 10 })).map(({ reason, detail }) => ({
        ...{ reason, detail },
      })),
    listUnequal: (mode, first = warehouses) =>
      listUnequal(exchange, { goods, warehouses: first, mode }),
    readBase: () => readBase(exchange),
    readWarehouses: () => readSet(exchange, 'Catalog_Склады'),
    countWrites: () => countWrites(exchange),
  };
}

/** Asks for a run and gives its row once it has ended. */
async function runNow(
  { ports, clock, database }: Exchange,
  job: typeof readCards | typeof syncStock,
): Promise<RunRow> {
  const since = clock.now();
  await ask(ports, { job, payload: { account }, action: 'tests.started', actor });
  const findEnd = async (): Promise<RunRow | undefined> => {
    const runs = await listRuns(database.pool, { job: job.name, since });
    return runs.findLast(hasEnded);
  };
  await expect.poll(findEnd).toBeDefined();
  const end = await findEnd();
  if (end === undefined) throw new Error('The run has no end.');
  return end;
}

interface Line {
  readonly Ref_Key: string;
  readonly Code: string;
  readonly Description: string;
}

async function readSet({ base }: Exchange, set: string): Promise<Line[]> {
  const { rows } = await base.state(`?set=${encodeURIComponent(set)}`);
  return (rows as Line[]).toSorted((a, b) => (a.Code < b.Code ? -1 : 1));
}

async function readBase({ base }: Exchange): Promise<Map<string, number>> {
  const { stock } = await base.state('?stock=1');
  const rows = stock as { product: string; warehouse: string; quantity: number }[];
  return new Map(rows.map((row) => [`${row.product}/${row.warehouse}`, row.quantity]));
}

interface Card {
  readonly id: number;
  readonly quantity: number;
  readonly amounts: Readonly<Record<string, number>>;
}

async function listUnequal(
  exchange: Exchange,
  { goods, warehouses, mode }: { goods: number; warehouses: number; mode: Mode },
): Promise<string[]> {
  const base = await readBase(exchange);
  const items = await readSet(exchange, 'Catalog_Номенклатура');
  const places = (await readSet(exchange, 'Catalog_Склады')).slice(0, warehouses);
  const { products } = await exchange.portal.state('?products=1');
  const cards = new Map((products as Card[]).map((card) => [card.id, card]));
  return items.slice(0, goods).flatMap(({ Ref_Key: item }, good) => {
    const card = cards.get(toCardId(good));
    const figures = places.map(({ Ref_Key: place }) => base.get(`${item}/${place}`) ?? 0);
    if (mode === 'off') {
      const sum = Math.round(figures.reduce((one, other) => one + other, 0) * 1_000) / 1_000;
      return card?.quantity === sum ? [] : [`${good}: ${card?.quantity} is not ${sum}`];
    }
    return figures.flatMap((figure, at) => {
      const amount = card?.amounts[String(at + 1)] ?? 0;
      return amount === figure ? [] : [`${good} in ${at}: ${amount} is not ${figure}`];
    });
  });
}

async function countWrites({ portal }: Exchange): Promise<number> {
  const { requestsByMethod, commandsByMethod } = (await portal.counters()) as Record<
    string,
    Record<string, number> | undefined
  >;
  const writes = /^catalog\.(?:product\.(?:offer\.)?update|document\..*(?:add|conduct))/;
  return Object.entries({ ...requestsByMethod, ...commandsByMethod })
    .filter(([method]) => writes.test(method))
    .reduce((sum, [, count]) => sum + count, 0);
}
