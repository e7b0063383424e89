/**
 * Letters that are not a to z, and what people type for them. One table for every language: where
 * two languages differ about a letter (Ukrainian г), the Russian reading counts.
 */
const rows: readonly (readonly [letters: string, typed: string])[] = [
  // Latin: Portuguese, Spanish, Polish, Turkish, German and their neighbours.
  ['áàâãäåāăąª', 'a'],
  ['æ', 'ae'],
  ['çćčĉċ', 'c'],
  ['ďđð', 'd'],
  ['éèêëēĕėęě', 'e'],
  ['ĝğġģ', 'g'],
  ['ĥħ', 'h'],
  ['íìîïĩīĭįı', 'i'],
  ['ĵ', 'j'],
  ['ķ', 'k'],
  ['ĺļľł', 'l'],
  ['ñńņňŋ', 'n'],
  ['óòôõöøōŏőº', 'o'],
  ['œ', 'oe'],
  ['ŕŗř', 'r'],
  ['śŝşšș', 's'],
  ['ß', 'ss'],
  ['ţťțŧ', 't'],
  ['þ', 'th'],
  ['úùûüũūŭůűų', 'u'],
  ['ŵ', 'w'],
  ['ýÿŷ', 'y'],
  ['źżž', 'z'],
  // Russian.
  ['а', 'a'],
  ['б', 'b'],
  ['в', 'v'],
  ['г', 'g'],
  ['д', 'd'],
  ['еэ', 'e'],
  ['ё', 'yo'],
  ['ж', 'zh'],
  ['з', 'z'],
  ['и', 'i'],
  ['йы', 'y'],
  ['к', 'k'],
  ['л', 'l'],
  ['м', 'm'],
  ['н', 'n'],
  ['о', 'o'],
  ['п', 'p'],
  ['р', 'r'],
  ['с', 's'],
  ['т', 't'],
  ['у', 'u'],
  ['ф', 'f'],
  ['х', 'kh'],
  ['ц', 'ts'],
  ['ч', 'ch'],
  ['ш', 'sh'],
  ['щ', 'shch'],
  ['ъь', ''],
  ['ю', 'yu'],
  ['я', 'ya'],
  // Ukrainian.
  ['ґ', 'g'],
  ['є', 'ye'],
  ['ї', 'yi'],
  // Kazakh; і is Ukrainian too.
  ['ә', 'a'],
  ['ғ', 'g'],
  ['қ', 'q'],
  ['ң', 'n'],
  ['ө', 'o'],
  ['ұү', 'u'],
  ['һ', 'h'],
  ['і', 'i'],
  // Signs that stand inside a word or for one.
  ["'’ʼ`´", ''],
  ['№', 'no'],
];

const typed = new Map(
  rows.flatMap(([letters, text]) => [...letters].map((letter) => [letter, text] as const)),
);

/** `Қаржы көзі` → `qarzhy kozi`. Letters that the table does not know stay, in lower case. */
export function transliterate(text: string): string {
  return [...text.normalize('NFC').toLowerCase()]
    .map((letter) => typed.get(letter) ?? letter)
    .join('');
}
