import type { Figure } from '../figures.ts';
import { takeRounds } from '../turns.ts';
import type { Hammered, Hammering } from './closed-loop.ts';
import type { BodyKind } from './requests.ts';
import { emptyTable, settleWal } from '../rows.ts';
import { CONNECTIONS, loadBaseline, loadPonte, type Baseline, type Sides } from './sides.ts';

export interface Measuring {
  readonly sides: Sides;
  readonly rounds: number;
  readonly isQuick: boolean;
}

/** More requests than any machine answers in the measured time. */
const MOST_PER_SECOND = 60_000;
const HAMMER_MS = 1_500;
const NEW_CONNECTION_MS = 1_000;
const QUICK_MS = 400;

/** Whom we are compared with: the end of the figure's name, and its gate if it has one. */
export interface Rival {
  readonly baseline: Baseline;
  readonly suffix: string;
  readonly gate?: number;
}

interface Wish {
  readonly name: string;
  readonly kind: BodyKind;
  readonly rivals: readonly Rival[];
}

/** Requests per second over kept connections, each sending as soon as it was answered. */
export async function compareRates(measuring: Measuring, wish: Wish): Promise<Figure[]> {
  const ms = measuring.isQuick ? QUICK_MS : HAMMER_MS;
  return compareHammered(measuring, { ...wish, ms, isKeptAlive: true });
}

/** The same with a new connection for every request, as most vendors call. */
export async function compareNewConnections(measuring: Measuring, wish: Wish): Promise<Figure[]> {
  const ms = measuring.isQuick ? QUICK_MS : NEW_CONNECTION_MS;
  return compareHammered(measuring, { ...wish, ms, isKeptAlive: false });
}

type HammerWish = Wish & Pick<Hammering, 'ms' | 'isKeptAlive'>;

/**
 * Ours and every rival in the same rounds; before them each once, also in a short run: compilers and
 * connection pools begin cold, and a rival without an answer has no ratio.
 */
async function compareHammered({ sides, rounds }: Measuring, wish: HammerWish): Promise<Figure[]> {
  const { name, kind, ms, isKeptAlive, rivals } = wish;
  await prepare(sides, wish);
  const hammer = (port: number) => (): Promise<Hammered> =>
    sides.load.ask('hammer', { port, connections: CONNECTIONS, ms, isKeptAlive });
  const measureOurs = async (): Promise<number> => {
    await settleWal(sides.setup.databaseUrl);
    return (await loadPonte(sides, hammer(sides.ponte.port))).perSecond;
  };
  const toMeasure =
    ({ baseline }: Rival) =>
    async (): Promise<number> => {
      await emptyTable(sides.setup.databaseUrl, 'plain_event');
      await settleWal(sides.setup.databaseUrl);
      return (await loadBaseline(baseline, hammer(sides[baseline].port))).perSecond;
    };
  const measures = [measureOurs, ...rivals.map(toMeasure)];
  const [ours = [], ...theirs] = await takeRounds(measures, { rounds, isWarmedUp: true });
  const unit = `${kind} requests/s`;
  return rivals.map(({ suffix, gate }, at) => ({
    ...{ name: `${name}-${suffix}`, unit, ours, baseline: theirs[at] ?? [] },
    ...(gate === undefined ? {} : { gate }),
  }));
}

/** Has the generator make requests enough for `ms` milliseconds. */
export async function prepare(
  { load }: Sides,
  { kind, ms, isKeptAlive }: Pick<HammerWish, 'kind' | 'ms' | 'isKeptAlive'>,
): Promise<void> {
  await load.ask('prepare', { kind, count: (MOST_PER_SECOND * ms) / 1_000, isKeptAlive });
}
