import { expect, it } from 'vitest';
import { labelledSet } from './labelled-set.ts';

const NEVER_LINKED = ['bundles', 'services', 'samples', 'retired cards', 'ambiguous'];

it('every difficulty has at least thirty rows', () => {
  for (const [difficulty, rows] of Map.groupBy(labelledSet, (row) => row.difficulty)) {
    expect(rows.length, difficulty).toBeGreaterThanOrEqual(30);
  }
});

it('bundles, services, samples, retired and ambiguous cards are never to be linked', () => {
  const wrong = labelledSet.filter(
    ({ difficulty, answer }) => NEVER_LINKED.includes(difficulty) && answer === 'one',
  );
  expect(wrong).toEqual([]);
});

it('a card with one right answer names its line', () => {
  for (const { answer, lines, card } of labelledSet) {
    if (answer === 'one') expect(lines[0]?.name, card.name).toBeTruthy();
  }
});

it('no card stands in the set twice', () => {
  const cards = labelledSet.map(({ card }) => JSON.stringify(card));
  expect(cards.filter((card, at) => cards.indexOf(card) !== at)).toEqual([]);
});
