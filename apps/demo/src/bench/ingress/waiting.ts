import { percentile, type Figure } from '../figures.ts';
import { emptyTable, settleWal, timeCommits } from '../rows.ts';
import type { Measuring } from './comparisons.ts';
import type { Paced } from './open-loop.ts';
import type { BodyKind } from './requests.ts';
import { CONNECTIONS, loadBaseline, loadPonte, type Baseline, type Sides } from './sides.ts';

const PACE_PER_SECOND = 2_000;
const PACE_MS = 5_000;
const QUICK_PACE_MS = 1_300;

const COMMITS = 3_000;
const QUICK_COMMITS = 200;

/**
 * Our 99th percentile must not lie above that of Express with one INSERT per request. Beside it are
 * told the route that forgets, and that route with one commit of the idle disk: no answer behind a
 * commit can come sooner than the commit.
 */
const GATE = 1;

interface Wish {
  readonly name: string;
  readonly kind: BodyKind;
}

/**
 * The 99th percentile of waiting at a fixed arrival rate, ours against both baselines in the same
 * rounds; the ratio is theirs to ours.
 */
export async function compareWaiting(measuring: Measuring, wish: Wish): Promise<Figure[]> {
  const { sides, rounds, isQuick } = measuring;
  const ms = isQuick ? QUICK_PACE_MS : PACE_MS;
  const count = (PACE_PER_SECOND * ms) / 1_000;
  await sides.load.ask('prepare', { kind: wish.kind, count, isKeptAlive: true });
  const pace = (port: number) => (): Promise<Paced> =>
    sides.load.ask('pace', { port, connections: CONNECTIONS, perSecond: PACE_PER_SECOND, ms });
  const measureBaseline = async (which: Baseline): Promise<number> => {
    await emptyTable(sides.setup.databaseUrl, 'plain_event');
    await settleWal(sides.setup.databaseUrl);
    return (await loadBaseline(which, pace(sides[which].port))).p99;
  };
  const measureOurs = async (): Promise<number> => {
    await settleWal(sides.setup.databaseUrl);
    return (await loadPonte(sides, pace(sides.ponte.port))).p99;
  };
  const ours: number[] = [];
  const durable: number[] = [];
  const bare: number[] = [];
  const bareAndCommit: number[] = [];
  // The other two have been hammered before.
  await measureBaseline('durable');
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await measureOurs());
    durable.push(await measureBaseline('durable'));
    const forgotten = await measureBaseline('bare');
    bare.push(forgotten);
    bareAndCommit.push(forgotten + (await timeCommit(sides, isQuick)));
  }
  const told = { unit: `ms p99 at ${PACE_PER_SECOND}/s`, isTime: true, ours };
  return [
    { ...told, name: `${wish.name}-durable`, gate: GATE, baseline: durable },
    { ...told, name: `${wish.name}-bare-and-commit`, baseline: bareAndCommit },
    { ...told, name: `${wish.name}-bare`, baseline: bare },
  ];
}

/** What the disk and PostgreSQL take for one commit: no answer behind a commit can come sooner. */
export async function measureCommit(
  { sides, isQuick }: { sides: Sides; isQuick: boolean },
  name: string,
): Promise<Figure> {
  return { name, unit: 'ms p99 of one commit', ours: [await timeCommit(sides, isQuick)] };
}

async function timeCommit({ setup }: Sides, isQuick: boolean): Promise<number> {
  await settleWal(setup.databaseUrl);
  const times = await timeCommits(setup.databaseUrl, isQuick ? QUICK_COMMITS : COMMITS);
  return percentile(times, 0.99);
}
