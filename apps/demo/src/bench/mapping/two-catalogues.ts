import type { CatalogueCard } from '@ponte/integrations/onec-bitrix24/mapping/catalogue-card';

const GOODS =
  'Крем|Шампунь|Чай|Кофе|Сковорода|Кастрюля|Полотенце|Одеяло|Лампа|Чайник|Термос|Набор ножей|Маска|Гель|Бальзам|Мыло|Плед|Подушка|Кружка|Салатник|Фен|Утюг|Весы|Фонарь|Стул|Коврик|Щетка|Корзина|Зеркало|Сумка'.split(
    '|',
  );
const KINDS =
  'детский|мужской|женский|дорожный|складной|настольный|кухонный|зимний|летний|массажный|прозрачный|усиленный|матовый|белый|черный|синий|зеленый|большой|малый|цветной'.split(
    '|',
  );
const BEGINNINGS = 'Ал|Бер|Са|Дар|Ма|Ту|Но|Ка|Ше|Ра|Ай|Ор|Жа|Ки|Ле|По|Зе|Та|Му|Ви'.split('|');
const MIDDLES = 'ма|ри|на|ту|ке|ло|са|би|ды|го|ре|ня|ва|ше|ки|зо|та|лу|пе|ми'.split('|');
const ENDINGS = 'р|н|л|с|к|т|за|та|на|ра|ис|ан|ер|ол|ум|им|ат|ез|ай|ок'.split('|');
const SIZES =
  '50 мл|100 мл|250 мл|0,5 л|1 л|100 г|250 г|0,5 кг|1 кг|20 см|24 см|28 см|60 шт|120 шт'.split('|');

/** The n-th name of a list, wrapping round. */
const pick = (list: readonly string[], at: number): string => list[at % list.length] ?? '';

/** Two catalogues of equal goods whose names differ as people's do; card n is line n. */
export function makeTwoCatalogues(count: number): {
  cards: CatalogueCard[];
  lines: CatalogueCard[];
} {
  const numbers = Array.from({ length: count }, (_, at) => at);
  return {
    cards: numbers.map((at) => toCard(`b${at}`, toBitrixName(at))),
    lines: numbers.map((at) => toCard(`o${at}`, toOnecName(at))),
  };
}

function toCard(id: string, name: string): CatalogueCard {
  return { id, name, article: null, barcodes: [], kind: 'item', isActive: true };
}

function toParts(at: number): { good: string; kind: string; brand: string; size: string } {
  // Two numbers without a factor in common with the lists' lengths spread brands over all goods.
  const seed = (at * 7919) % 1_000_003;
  const brand =
    pick(BEGINNINGS, seed) +
    pick(MIDDLES, Math.floor(seed / 20)) +
    pick(MIDDLES, Math.floor(seed / 400)) +
    pick(ENDINGS, Math.floor(seed / 8000));
  return {
    good: pick(GOODS, at),
    kind: pick(KINDS, Math.floor(at / 30)),
    brand,
    size: pick(SIZES, at * 3),
  };
}

function toOnecName(at: number): string {
  const { good, kind, brand, size } = toParts(at);
  return `${good} ${kind} ${brand} ${size.replace(' ', '')}`;
}

function toBitrixName(at: number): string {
  const { good, kind, brand, size } = toParts(at);
  const ways = [
    `${good} ${kind} «${brand}» ${size}`,
    `${good} ${brand} ${kind}, ${size}`,
    `Акция: ${good.toLowerCase()} ${kind} ${brand} ${size}`,
    `${good.toUpperCase()} ${kind.toUpperCase()} ${brand.toUpperCase()} ${size.toUpperCase()}`,
    `${brand} ${good} ${kind} ${size}`,
  ];
  return pick(ways, at);
}
