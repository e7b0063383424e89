/**
 * Everyday trade words of one meaning in Russian, English and Kazakh, each as the beginning of its
 * forms. The first is the meaning's name. Only words whose meaning does not hang on the goods.
 */
const MEANINGS: readonly string[] = [
  'чай|tea|шай',
  'кофе|coffee|кофе',
  'зелен|green|жасыл',
  'черн|black|қара',
  'бел|white|ақ',
  'красн|red|қызыл',
  'син|blue|көк',
  'желт|yellow|сары',
  'розов|pink|қызғылт',
  'золот|gold',
  'серебр|silver|күміс',
  'крем|cream',
  'мыл|soap|сабын',
  'маск|mask|бетперде',
  'шампун|shampoo|сусабын',
  'гел|gel',
  'масл|oil|май',
  'рук|hand|қол',
  'лиц|face|бет',
  'волос|hair|шаш',
  'тел|body|дене',
  'зубн|tooth|тіс',
  'паст|paste',
  'порош|powder|ұнтақ',
  'мед|honey|бал',
  'молок|milk|сүт',
  'вод|water|су',
  'соль|salt|тұз',
  'сахар|sugar|қант',
  'полотенц|towel|сүлгі',
  'подушк|pillow|жастық',
  'одеял|blanket|көрпе',
  'нож|knife|пышақ',
  'тарелк|plate|табақ',
  'ложк|spoon|қасық',
  'кружк|mug|кесе',
  'чайник|kettle|шәйнек',
  'ламп|lamp|шам',
  'стул|chair|орындық',
  'стол|table|үстел',
  'сумк|bag|сөмке',
  'детск|kids|дет|балалар',
  'мужск|men|муж|ерлер',
  'женск|women|жен|әйелдер',
  'таблетк|tablet|таб|табл',
  'капсул|capsule|капс|caps',
  'мят|mint|жалбыз',
  'лаванд|lavender',
  'ромашк|chamomile',
  'огурец|огурц|cucumber|қияр',
  'кокос|coconut',
  'вишн|cherry|шие',
  'апельсин|orange',
  'морск|marine',
  'ночн|night|түнгі',
  'дневн|day|күндізгі',
  'женьшен|ginseng',
  'имбир|ginger|зімбір',
  'калори|calorie',
  'блокатор|blocker',
  'витамин|vitamin|дәрумен',
  'яблок|apple|алма',
  'лимон|lemon',
  'клубник|strawberry|құлпынай',
  'шоколад|chocolate',
  'ванил|vanilla',
  'больш|large|үлкен',
  'маленьк|small|кіші',
  'набор|set|жинақ',
];

/** Too short to be beginnings of anything else. */
const SHORTEST_BEGINNING = 4;
const ENDING = 4;

const meanings = new Map<string, string>();
for (const words of MEANINGS) {
  const [name = '', ...others] = words.split('|');
  for (const word of [name, ...others]) meanings.set(word, name);
}

/** The meaning of a lower-case word as the name of its row; undefined for words of no row. */
export function findMeaning(word: string): string | undefined {
  const whole = meanings.get(word);
  if (whole !== undefined) return whole;
  for (let cut = 1; cut <= ENDING; cut += 1) {
    const beginning = word.slice(0, -cut);
    if (beginning.length < SHORTEST_BEGINNING - 1) return undefined;
    const meaning = meanings.get(beginning);
    // A Latin word has no endings but the plural.
    if (meaning !== undefined && (cut === 1 || !/^[a-z]/.test(word))) return meaning;
  }
  return undefined;
}
