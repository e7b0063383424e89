import { toProfile } from '@ponte/integrations/onec-bitrix24/mapping/card-profile';
import { compareCards } from '@ponte/integrations/onec-bitrix24/mapping/compare-cards';
import { matchCards } from '@ponte/integrations/onec-bitrix24/mapping/match-cards';
import { weighWords } from '@ponte/integrations/onec-bitrix24/mapping/word-weights';
import { answerParent } from '../child-side.ts';
import { makeTwoCatalogues } from './two-catalogues.ts';

export interface Matched {
  readonly seconds: number;
  /** The most memory this process ever had. */
  readonly peakMb: number;
  /** Cards whose first suggestion is right. */
  readonly hits: number;
  readonly linked: number;
  readonly linkedWrongly: number;
}

export interface Paired {
  /** For all cards, from those that were measured. */
  readonly seconds: number;
  readonly sampled: number;
  /** Sampled cards whose best line is right. */
  readonly hits: number;
}

export type MatchingTalk = {
  match: { asked: { count: number }; told: Matched };
  pairs: { asked: { count: number; sample: number }; told: Paired };
};

answerParent<MatchingTalk>({
  match: ({ count }) => Promise.resolve(match(count)),
  pairs: (asked) => Promise.resolve(comparePairs(asked)),
});

function match(count: number): Matched {
  const { cards, lines } = makeTwoCatalogues(count);
  const start = performance.now();
  const matches = matchCards(cards, lines);
  const seconds = (performance.now() - start) / 1_000;
  const isRight = matches.map(
    ({ card, suggestions: [first] }) => first?.line.id.slice(1) === card.id.slice(1),
  );
  const linked = matches.map(({ certainty }) => certainty !== undefined);
  return {
    seconds,
    peakMb: process.resourceUsage().maxRSS / 1_024,
    hits: isRight.filter(Boolean).length,
    linked: linked.filter(Boolean).length,
    linkedWrongly: linked.filter((isLinked, at) => isLinked && isRight[at] !== true).length,
  };
}

/**
 * The same comparison with every line, for some cards spread over the catalogue. Reading the names
 * is counted whole; only the comparisons are multiplied up to all cards.
 */
function comparePairs({ count, sample }: { count: number; sample: number }): Paired {
  const { cards, lines } = makeTwoCatalogues(count);
  const start = performance.now();
  const left = cards.map(toProfile);
  const right = lines.map(toProfile);
  const weights = weighWords([...left, ...right]);
  const read = performance.now();
  let hits = 0;
  for (let at = 0; at < sample; at += 1) {
    const card = left[Math.floor((at * count) / sample)];
    if (card === undefined) continue;
    let best = { score: -1, id: '' };
    for (const line of right) {
      const { score } = compareCards(card, line, weights);
      if (score > best.score) best = { score, id: line.card.id };
    }
    if (best.id.slice(1) === card.card.id.slice(1)) hits += 1;
  }
  const end = performance.now();
  const seconds = (read - start + ((end - read) * count) / sample) / 1_000;
  return { seconds, sampled: sample, hits };
}
