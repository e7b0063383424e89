const LATIN_OF: Readonly<Record<string, string>> = {
  ...{ а: 'a', в: 'b', е: 'e', к: 'k', м: 'm', н: 'h', о: 'o', р: 'p', с: 'c', т: 't' },
  ...{ у: 'y', х: 'x', і: 'i' },
};
const CYRILLIC_OF: Readonly<Record<string, string>> = {
  ...{ a: 'а', b: 'в', e: 'е', k: 'к', m: 'м', h: 'н', o: 'о', p: 'р', c: 'с', t: 'т' },
  ...{ y: 'у', x: 'х', i: 'і' },
};

const isCyrillic = (letter: string): boolean => /[\u0400-\u04ff]/.test(letter);

/** Whether every letter of a lower-case word exists in both alphabets when written in capitals. */
export function isAllLookAlike(word: string): boolean {
  return [...word].every((letter) => letter in CYRILLIC_OF || letter in LATIN_OF);
}

/** A lower-case word in Latin letters as far as it looks Latin in capitals: `втн` becomes `bth`. */
export function toLatinLooks(word: string): string {
  return [...word].map((letter) => LATIN_OF[letter] ?? letter).join('');
}

/**
 * A lower-case word that mixes both alphabets, written in the one that its unmistakable letters
 * belong to, else in the commoner one. Other words stay as they are.
 */
export function mendMixedWord(word: string): string {
  const letters = [...word];
  const cyrillic = letters.filter(isCyrillic);
  const latin = letters.filter((letter) => /[a-z]/.test(letter));
  if (cyrillic.length === 0 || latin.length === 0) return word;
  const isSureCyrillic = cyrillic.some((letter) => !(letter in LATIN_OF));
  const isSureLatin = latin.some((letter) => !(letter in CYRILLIC_OF));
  if (isSureCyrillic === isSureLatin && cyrillic.length < latin.length) return toLatinLooks(word);
  if (isSureLatin && !isSureCyrillic) return toLatinLooks(word);
  return letters.map((letter) => CYRILLIC_OF[letter] ?? letter).join('');
}

/** A name in which every word that mixes both alphabets is mended; capitals stay capitals. */
export function mendName(name: string): string {
  return name.replaceAll(/\p{L}+/gu, (word) => {
    const small = word.toLowerCase();
    const mended = mendMixedWord(small);
    if (mended === small) return word;
    if (word === word.toUpperCase()) return mended.toUpperCase();
    return word[0] === word[0]?.toUpperCase() ? toTitle(mended) : mended;
  });
}

function toTitle(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
