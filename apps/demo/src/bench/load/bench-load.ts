import type { Bench, BenchTask } from '../bench.ts';
import { startChild, type Child } from '../child.ts';
import type { Figure } from '../figures.ts';
import { assertRight } from '../wrong-result.ts';
import type { OfficialTalk } from './official-reader.ts';
import type { PonteTalk } from './ponte-reader.ts';
import { startBenchPortal, type BenchPortal, type Counted } from './portal.ts';
import type { Read, ReadTask } from './reading.ts';

const DEALS = 20_000;
const LIMITED_DEALS = 4_000;
const QUICK_DEALS = 1_000;
const GATE = 8;
/** A round of the baseline takes the better part of a minute. */
const MOST_ROUNDS = 3;
const WARM_UP_DEALS = 1_000;

/**
 * Deals per second out of a portal that needs 100 ms for each request and 10 ms for each command:
 * ranges of ids against the official SDK's `fetchList`, in turns, with every limit off, so that only
 * the protocol counts. Then both with all limits on. No database takes part.
 */
export const benchLoad: Bench = async (task) => {
  const portal = await startBenchPortal();
  const setup = { webhookUrl: portal.webhookUrl };
  const here = (file: string): URL => new URL(file, import.meta.url);
  const ours = await startChild<PonteTalk>(here('ponte-reader.ts'), setup);
  const official = await startChild<OfficialTalk>(here('official-reader.ts'), setup);
  const sides: Sides = { portal, ours, official, say: task.say };
  try {
    return [...(await measureProtocol(sides, task)), ...(await measureLimited(sides, task))];
  } finally {
    await ours.stop();
    await official.stop();
    await portal.stop();
  }
};

interface Sides {
  readonly portal: BenchPortal;
  readonly ours: Child<PonteTalk>;
  readonly official: Child<OfficialTalk>;
  readonly say: BenchTask['say'];
}

type Side = 'ranges' | 'official';

interface Measured {
  readonly perSecond: number;
  readonly read: Read;
  readonly counted: Counted;
}

async function measureProtocol(sides: Sides, task: BenchTask): Promise<Figure[]> {
  const deals = task.isQuick ? QUICK_DEALS : DEALS;
  await sides.portal.stock(deals, false);
  for (const side of ['ranges', 'official'] as const) {
    await ask(sides, side, { isLimited: false, atMost: WARM_UP_DEALS });
  }
  const ours: Measured[] = [];
  const theirs: Measured[] = [];
  for (let round = 0; round < Math.min(task.rounds, MOST_ROUNDS); round += 1) {
    ours.push(await measure(sides, 'ranges', { deals, isLimited: false }));
    theirs.push(await measure(sides, 'official', { deals, isLimited: false }));
    assertSame(ours.at(-1), theirs.at(-1));
  }
  const speeds = (all: readonly Measured[]): number[] => all.map(({ perSecond }) => perSecond);
  const requests = (all: readonly Measured[]): number[] =>
    all.map(({ counted }) => counted.requests);
  const counts = ours.map(({ counted }) => counted.counts);
  const asked = { unit: 'requests', isTime: true, baseline: requests(theirs) } as const;
  const speed = { unit: 'deals/s', baseline: speeds(theirs) } as const;
  return [
    { name: 'load', ...speed, gate: GATE, ours: speeds(ours) },
    { name: 'load.requests', ...asked, ours: requests(ours) },
    { name: 'load.counts', unit: 'COUNTs', ours: counts },
  ];
}

/** Once each, with the portal's limits and everybody's own. */
async function measureLimited(sides: Sides, { isQuick }: BenchTask): Promise<Figure[]> {
  const deals = isQuick ? QUICK_DEALS : LIMITED_DEALS;
  await sides.portal.stock(deals, true);
  const ours = await measure(sides, 'ranges', { deals, isLimited: true });
  const theirs = await measure(sides, 'official', { deals, isLimited: true });
  assertSame(ours, theirs);
  assertRight(ours.counted.refusals === 0, 'the portal refused requests of ours.');
  const speed = { unit: 'deals/s', ours: [ours.perSecond], baseline: [theirs.perSecond] };
  return [{ name: 'load.throttled', ...speed }];
}

/** A reading that lacks a deal, or makes the portal count, is worth nothing. */
async function measure(
  sides: Sides,
  side: Side,
  { deals, isLimited }: { deals: number; isLimited: boolean },
): Promise<Measured> {
  await sides.portal.startCounting();
  const read = await ask(sides, side, { isLimited, atMost: 0 });
  const counted = await sides.portal.count();
  const limits = isLimited ? ', limits on' : '';
  sides.say(
    `load by ${side}${limits}: ${read.deals} deals in ${read.seconds.toFixed(1)} s, ${counted.requests} requests, ${counted.counts} COUNTs`,
  );
  assertRight(read.deals === deals, `${side} read ${read.deals} of ${deals} deals.`);
  assertRight(counted.counts === 0, `${side} made the portal count ${counted.counts} times.`);
  return { perSecond: deals / read.seconds, read, counted };
}

function ask({ ours, official }: Sides, side: Side, task: ReadTask): Promise<Read> {
  return side === 'official' ? official.ask('read', task) : ours.ask('read', task);
}

function assertSame(ours: Measured | undefined, theirs: Measured | undefined): void {
  const isSame = ours?.read.idSum === theirs?.read.idSum;
  assertRight(isSame, 'the official SDK and Ponte read different deals.');
}
