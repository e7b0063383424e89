const SOUNDS: Readonly<Record<string, string>> = {
  ...{ а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ё: 'e', ж: 'zh', з: 'z', и: 'i', й: 'i' },
  ...{ к: 'k', л: 'l', м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f' },
  ...{ х: 'h', ц: 'ts', ч: 'ch', ш: 'sh', щ: 'sh', ъ: '', ы: 'i', ь: '', э: 'e', ю: 'iu' },
  ...{ я: 'ia', ә: 'a', ғ: 'g', қ: 'k', ң: 'n', ө: 'o', ұ: 'u', ү: 'u', һ: 'h', і: 'i' },
  ...{ ї: 'i', є: 'e', ґ: 'g' },
};

/** Latin spellings of one sound, the longer ones first. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/sch/g, 'sh'],
  [/ph/g, 'f'],
  [/ck/g, 'k'],
  [/kh/g, 'h'],
  [/th/g, 't'],
  [/wh/g, 'v'],
  [/ow/g, 'ou'],
  [/qu/g, 'kv'],
  [/ee|ea/g, 'i'],
  [/oo/g, 'u'],
  [/c(?=[eiy])/g, 's'],
  [/c(?!h)/g, 'k'],
  [/q/g, 'k'],
  [/w/g, 'v'],
  [/x/g, 'ks'],
  [/y/g, 'i'],
  [/j/g, 'zh'],
];

/** How a lower-case word of either alphabet sounds, in Latin letters: Рейши and Reishi are one. */
export function toSound(word: string): string {
  let latin = word;
  if (/[a-z]/.test(word)) {
    for (const [spelling, sound] of SPELLINGS) latin = latin.replace(spelling, sound);
  }
  const sound = [...latin]
    .map((letter) => SOUNDS[letter] ?? letter)
    .join('')
    .replaceAll('dzh', 'zh');
  return sound.replace(/(.)\1+/g, '$1');
}

/** The consonants of a sound: what is left when two languages write the vowels differently. */
export function toSkeleton(sound: string): string {
  return sound
    .replaceAll(/u(?=[aeio])/g, 'v')
    .replaceAll('zh', 'g')
    .replaceAll('z', 's')
    .replaceAll(/(?<![sc])h/g, 'g')
    .replaceAll(/[aeiou]/g, '');
}
