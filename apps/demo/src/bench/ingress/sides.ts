import { STORE_PATIENCE_MS } from '@ponte/servers/store-patience';
import { heapFlags } from '../../cluster/heap-flags.ts';
import type { BackendKind } from '../bench.ts';
import { startChild, type Child, type Talk } from '../child.ts';
import { countRows, emptyTable } from '../rows.ts';
import { createBenchDatabase, type Stores } from '../stores.ts';
import { assertRight } from '../wrong-result.ts';
import type { Hammered } from './closed-loop.ts';
import type { LoadTalk } from './load.ts';
import type { Paced } from './open-loop.ts';
import type { StoresSetup } from './ponte-api.ts';

export const CONNECTIONS = 64;
const TABLE = 'inbound_event';

export type Baseline = 'bare' | 'nodeHttp' | 'durable';

/** All servers, the load generator and where our rows lie. */
export interface Sides {
  readonly load: Child<LoadTalk>;
  readonly ponte: Child<Talk>;
  /** Express that parses the body and forgets it. */
  readonly bare: Child<Talk>;
  /** Node's http server that does nothing at all. */
  readonly nodeHttp: Child<Talk>;
  /** Express that writes one row per request before it answers. */
  readonly durable: Child<Talk>;
  readonly setup: StoresSetup;
  stop(): Promise<void>;
}

const here = (file: string): URL => new URL(file, import.meta.url);

/** Starts everything for one store of queues, each in a process of its own. */
export async function openSides(backend: BackendKind, stores: Stores): Promise<Sides> {
  const redisUrl = backend === 'redis' ? stores.redis?.url : undefined;
  const databaseUrl = await createBenchDatabase(stores);
  const setup = {
    ...{ databaseUrl, ...(redisUrl === undefined ? {} : { redisUrl }) },
    ...(stores.isDurable ? {} : { storePatienceMs: STORE_PATIENCE_MS }),
  };
  const children = await Promise.all([
    startChild<LoadTalk>(here('load.ts'), {}),
    startChild<Talk>(here('ponte-api.ts'), setup, heapFlags.api),
    startChild<Talk>(here('bare-express.ts'), {}),
    startChild<Talk>(here('node-http.ts'), {}),
    startChild<Talk>(here('durable-express.ts'), setup),
  ]);
  const [load, ponte, bare, nodeHttp, durable] = children;
  return {
    load,
    ponte,
    bare,
    nodeHttp,
    durable,
    setup,
    stop: async () => {
      await Promise.all(children.map((child) => child.stop()));
    },
  };
}

/** Loads our api and checks that it has stored exactly what it has answered. */
export async function loadPonte<Loaded extends Hammered | Paced>(
  { setup }: Sides,
  load: () => Promise<Loaded>,
): Promise<Loaded> {
  await emptyTable(setup.databaseUrl, TABLE);
  const loaded = await load();
  const rows = await countRows(setup.databaseUrl, TABLE);
  assertRight(
    loaded.bad === 0,
    `the api answered ${loaded.bad} requests with something else than 2xx.`,
  );
  assertRight(
    rows === loaded.good,
    `the api answered ${loaded.good} events with 2xx and stored ${rows}.`,
  );
  return loaded;
}

/** Loads one of the baselines. */
export async function loadBaseline<Loaded extends Hammered | Paced>(
  which: Baseline,
  load: () => Promise<Loaded>,
): Promise<Loaded> {
  const loaded = await load();
  assertRight(loaded.bad === 0, `the ${which} route failed ${loaded.bad} requests.`);
  return loaded;
}

/** How many of our events nobody has worked yet. */
export function countUnworked({ setup }: Sides): Promise<number> {
  return countRows(setup.databaseUrl, TABLE, "state = 'received'");
}
