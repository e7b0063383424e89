import type { CardProfile, Word } from './card-profile.ts';

/** Forms and packaging: they say little about which goods these are. */
const LIGHT: ReadonlySet<string> = new Set(
  (
    'шт,штук,штуки,уп,упаковка,капсулы,капсул,капс,таблетки,таблеток,таб,пакетиков,пакетики,пак,цвет,размер,' +
    'тон,арт,артикул,модель,caps,capsules,tablets,товар,оригинал,original,новый,новая,новое,см,мм,мл,гр,кг'
  ).split(','),
);
const LIGHT_SHARE = 0.25;
const STEM = 5;

/** How much a word tells, by how seldom it occurs in both catalogues. */
export interface WordWeights {
  of(word: Word): number;
}

/** Counts the words of both catalogues. */
export function weighWords(profiles: readonly CardProfile[]): WordWeights {
  const counts = new Map<string, number>();
  for (const { words } of profiles) {
    for (const key of new Set(words.map(toKey))) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const known = new Map<string, number>();
  const weigh = (word: Word): number => {
    const rarity = Math.log(2 + profiles.length / (counts.get(toKey(word)) ?? 1));
    return LIGHT.has(word.text) ? rarity * LIGHT_SHARE : rarity;
  };
  return {
    of: (word) => {
      const weight = known.get(word.text) ?? weigh(word);
      known.set(word.text, weight);
      return weight;
    },
  };
}

function toKey({ meaning, sound }: Word): string {
  return meaning === '' ? sound.slice(0, STEM) : `=${meaning}`;
}
