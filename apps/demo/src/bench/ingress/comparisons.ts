import type { Figure } from '../figures.ts';
import { takeTurns } from '../turns.ts';
import type { Hammered, Hammering } from './closed-loop.ts';
import type { BodyKind } from './requests.ts';
import { CONNECTIONS, loadBaseline, loadPonte, type Sides } from './sides.ts';

export interface Measuring {
  readonly sides: Sides;
  readonly rounds: number;
  readonly isQuick: boolean;
}

/** More requests than any machine answers in the measured time. */
const MOST_PER_SECOND = 60_000;
const HAMMER_MS = 1_500;
const NEW_CONNECTION_MS = 1_000;
const QUICK_MS = 200;

interface Wish {
  readonly name: string;
  readonly kind: BodyKind;
  readonly gate?: number;
}

/** Requests per second over kept connections, each sending as soon as it was answered. */
export async function compareRates(measuring: Measuring, wish: Wish): Promise<Figure> {
  const ms = measuring.isQuick ? QUICK_MS : HAMMER_MS;
  return compareHammered(measuring, { ...wish, ms, isKeptAlive: true });
}

/** The same with a new connection for every request, as most vendors call. */
export async function compareNewConnections(measuring: Measuring, wish: Wish): Promise<Figure> {
  const ms = measuring.isQuick ? QUICK_MS : NEW_CONNECTION_MS;
  return compareHammered(measuring, { ...wish, ms, isKeptAlive: false });
}

type HammerWish = Wish & Pick<Hammering, 'ms' | 'isKeptAlive'>;

async function compareHammered(
  { sides, rounds, isQuick }: Measuring,
  wish: HammerWish,
): Promise<Figure> {
  const { kind, ms, isKeptAlive } = wish;
  await prepare(sides, wish);
  const hammer = (port: number) => (): Promise<Hammered> =>
    sides.load.ask('hammer', { port, connections: CONNECTIONS, ms, isKeptAlive });
  const turns = await takeTurns({
    rounds,
    isWarmedUp: !isQuick,
    ours: async () => (await loadPonte(sides, hammer(sides.ponte.port))).perSecond,
    baseline: async () => (await loadBaseline('bare', hammer(sides.bare.port))).perSecond,
  });
  return { ...pick(wish), unit: `${kind} requests/s`, ...turns };
}

/** Has the generator make requests enough for `ms` milliseconds. */
export async function prepare(
  { load }: Sides,
  { kind, ms, isKeptAlive }: Pick<HammerWish, 'kind' | 'ms' | 'isKeptAlive'>,
): Promise<void> {
  await load.ask('prepare', { kind, count: (MOST_PER_SECOND * ms) / 1_000, isKeptAlive });
}

function pick({ name, gate }: Wish): Pick<Figure, 'name' | 'gate'> {
  return gate === undefined ? { name } : { name, gate };
}
