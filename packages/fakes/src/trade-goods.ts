import { hashText, mix, pick } from './seeded/random.ts';

/** One thing that is sold: a 1C item and a Bitrix24 card that are the same goods. */
export interface TradeGood {
  /** Position in the list, from 0. */
  readonly index: number;
  /** 1C's catalogue code: eleven characters, unique. */
  readonly code: string;
  /** Maker's article, unique; '' where 1C has none. */
  readonly article: string;
  /** EAN-13 with a right check digit, unique; '' where nobody ever scanned one. */
  readonly barcode: string;
  /** As 1C has it: at most 80 characters. */
  readonly nameIn1c: string;
  /** As the Bitrix24 card has it: often not the same text. */
  readonly nameInBitrix24: string;
  /** Short unit name of the classifier: шт, упак, кг. */
  readonly unit: TradeUnit;
  /** Tenge with VAT, whole. */
  readonly price: number;
}

export type TradeUnit = 'шт' | 'упак' | 'кг';

/** One warehouse that both systems know, under its name in each. */
export interface TradeWarehouse {
  readonly index: number;
  readonly nameIn1c: string;
  readonly nameInBitrix24: string;
}

/** The warehouses that both systems know. */
export const tradeWarehouses: readonly TradeWarehouse[] = [
  ['Основной склад', 'Основной склад'],
  ['Склад Алматы', 'Алматы'],
  ['Склад Астана', 'Астана'],
  ['Магазин Шымкент', 'Шымкент, магазин'],
  ['Склад интернет-магазина', 'Интернет-магазин'],
].map(([nameIn1c = '', nameInBitrix24 = ''], index) => ({ index, nameIn1c, nameInBitrix24 }));

const kinds = [
  'Крем для рук',
  'Шампунь',
  'Бальзам для губ',
  'Мыло жидкое',
  'Зубная паста',
  'Гель для душа',
  'Маска для лица',
  'Чай зелёный',
  'Чай чёрный',
  'Кофе молотый',
  'Сироп',
  'Мёд',
  'Протеин',
  'Витамины',
  'Скраб для тела',
  'Масло кокосовое',
  'Пятновыводитель',
  'Порошок стиральный',
  'Щётка',
  'Салфетки влажные',
] as const;
const brands = [
  'Алтын',
  'Сарыарка',
  'Golden Reishi',
  'Nomad',
  'Жасыл',
  'Tengri Lab',
  'Аққу',
  'Calorie Blocker',
  'Степь',
  'Ertegi',
  'Байтерек',
  'Silk Way',
  'Қызыл алма',
  'Medeo',
  'Айналайын',
  'Vostok',
] as const;
const variants = [
  'увлажняющий',
  'с алоэ',
  'с ромашкой',
  'для детей',
  'премиум',
  'без запаха',
  'лимон и мята',
  'облепиха',
  'с мёдом',
  'классический',
] as const;
const sizes = ['50 мл', '75 мл', '100 мл', '250 мл', '400 г', '500 г', '1 кг'] as const;
const longestNameIn1c = 80;
const longTail = ' (производство Казахстан, срок годности 24 месяца, партия поставщика)';

/**
 * The goods of a trading company, as 1C and Bitrix24 know them: the same seed gives the same list,
 * and a longer list begins with the shorter one. Each good is one 1C item and one Bitrix24 card.
 */
export function makeTradeGoods(seed: number, count: number): readonly TradeGood[] {
  return Array.from({ length: count }, (_, index) => makeGood(seed, index));
}

/**
 * What both systems count of a good in a warehouse before anything is sold: whole for шт and упак,
 * three decimals for кг, often 0.
 */
export function openingStock(
  seed: number,
  { index, unit }: TradeGood,
  warehouse: TradeWarehouse,
): number {
  const bits = mix(seed, hashText('opening stock'), index * 16 + warehouse.index);
  if (bits % 5 === 0) return 0;
  const amount = 1 + ((bits >>> 4) % 120);
  return unit === 'кг' ? amount + ((bits >>> 12) % 1000) / 1000 : amount;
}

function makeGood(seed: number, index: number): TradeGood {
  const number = index + 1;
  const name = nameOf(index);
  return {
    index,
    code: `00-${String(number).padStart(8, '0')}`,
    article: index % 6 === 5 ? '' : articleOf(index),
    barcode: index % 4 === 3 ? '' : toEan13(`487${String(100_000_000 + number * 7)}`),
    nameIn1c: (index % 11 === 4 ? `${name}${longTail}` : name).slice(0, longestNameIn1c),
    nameInBitrix24: retell(index, name),
    unit: index % 17 === 9 ? 'кг' : index % 5 === 2 ? 'упак' : 'шт',
    price: 250 + (mix(seed, hashText('price'), index) % 400) * 50,
  };
}

/** Mixed radix: 22,400 names before a number has to tell two goods apart. */
function nameOf(index: number): string {
  const kind = pick(kinds, index);
  const brand = pick(brands, Math.floor(index / kinds.length));
  const variant = pick(variants, Math.floor(index / (kinds.length * brands.length)));
  const rest = Math.floor(index / (kinds.length * brands.length * variants.length));
  const size = pick(sizes, rest);
  const series = Math.floor(rest / sizes.length);
  return `${kind} ${brand} ${variant} ${size}${series === 0 ? '' : ` серия ${series}`}`;
}

/** Neighbours are variants of one article, told apart by the suffix. */
function articleOf(index: number): string {
  return `RT ${40_000 + Math.floor(index / 2)}-0${1 + (index % 2)}`;
}

/** The same goods in the words of whoever filled in the card. */
function retell(index: number, name: string): string {
  switch (index % 10) {
    case 1:
      return `Акция: ${name}`;
    case 2:
      return name.replaceAll('ё', 'е').toUpperCase();
    case 3:
      return index % 6 === 5 ? name : `${name} (${articleOf(index).replace(' ', '')})`;
    case 4:
      return `${name}${longTail}`;
    case 5:
      return name.replace(/(\d) (мл|г|кг)/, '$1$2');
    default:
      return name;
  }
}

function toEan13(twelve: string): string {
  const digits = [...twelve].map(Number);
  const sum = digits.reduce((total, digit, at) => total + digit * (at % 2 === 0 ? 1 : 3), 0);
  return `${twelve}${(10 - (sum % 10)) % 10}`;
}
