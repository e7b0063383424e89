import type { Bench } from '../bench.ts';
import { startChild } from '../child.ts';
import { assertRight } from '../wrong-result.ts';
import type { Matched, MatchingTalk, Paired } from './matching-child.ts';

const NAMES = 10_000;
const QUICK_NAMES = 1_000;
/** Cards of the baseline; each is compared with every line. */
const SAMPLE = 200;
const QUICK_SAMPLE = 20;
const GATE = 20;
/** A round of the baseline is two million comparisons. */
const MOST_ROUNDS = 3;
const LEAST_HITS = 0.95;

/**
 * Seconds to match 10,000 names of Bitrix24 with 10,000 of 1C, against the same comparison of every
 * pair: measured for 200 cards with all lines and multiplied up, reading the names counted once. No
 * database takes part. Memory is the most that the matching process ever had.
 */
export const benchMapping: Bench = async ({ rounds, isQuick, say }) => {
  const count = isQuick ? QUICK_NAMES : NAMES;
  const sample = isQuick ? QUICK_SAMPLE : SAMPLE;
  say(`mapping: ${count} x ${count} names`);
  const matched: Matched[] = [];
  const paired: Paired[] = [];
  for (let round = 0; round < Math.min(rounds, MOST_ROUNDS); round += 1) {
    matched.push(await inChild((child) => child.ask('match', { count })));
    paired.push(await inChild((child) => child.ask('pairs', { count, sample })));
  }
  for (const { hits, linkedWrongly } of matched) {
    assertRight(linkedWrongly === 0, `${linkedWrongly} cards were linked with a wrong line`);
    assertRight(hits >= count * LEAST_HITS, `only ${hits} of ${count} first suggestions are right`);
  }
  for (const { hits } of paired) {
    assertRight(hits >= sample * LEAST_HITS, `only ${hits} of ${sample} sampled cards are right`);
  }
  const seconds = {
    unit: 's',
    isTime: true,
    baseline: paired.map((each) => each.seconds),
  } as const;
  return [
    { name: 'mapping', ...seconds, gate: GATE, ours: matched.map((each) => each.seconds) },
    { name: 'mapping.peak', unit: 'MB', ours: matched.map(({ peakMb }) => peakMb) },
    { name: 'mapping.linked', unit: 'cards', ours: matched.map(({ linked }) => linked) },
    { name: 'mapping.hit1', unit: 'cards', ours: matched.map(({ hits }) => hits) },
  ];
};

/** Every measurement in a process of its own, so that none warms the other up. */
async function inChild<T>(
  ask: (child: Awaited<ReturnType<typeof startChild<MatchingTalk>>>) => Promise<T>,
): Promise<T> {
  const child = await startChild<MatchingTalk>(new URL('matching-child.ts', import.meta.url), {});
  try {
    return await ask(child);
  } finally {
    await child.stop();
  }
}
