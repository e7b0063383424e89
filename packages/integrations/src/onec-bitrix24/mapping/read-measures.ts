/** A quantity in the base unit of its dimension: `mass 500` is half a kilogram. */
export interface Measure {
  readonly dimension: string;
  /** Canonical text, equal for equal quantities. */
  readonly value: string;
  /** As written, for people. */
  readonly text: string;
  /** The digits without the unit: what a number without a unit is compared with. */
  readonly digits: string;
}

/** Unit (a regular expression) → dimension and factor to its base unit. */
const UNITS: readonly (readonly [string, string, number])[] = [
  ['кг|kg|килограмм[а-я]*', 'mass', 1000],
  ['мг|mg', 'mass', 0.001],
  ['мкг|mcg', 'mass', 0.000001],
  ['гр|г|грамм[а-я]*|gr|g', 'mass', 1],
  ['мл|ml|миллилитр[а-я]*', 'volume', 1],
  ['л|l|литр[а-я]*|ltr', 'volume', 1000],
  ['мм|mm', 'length', 1],
  ['см|cm', 'length', 10],
  ['м|m|метр[а-я]*', 'length', 1000],
  ['квт|kw', 'power', 1000],
  ['вт|w|ватт', 'power', 1],
  ['в|v|вольт', 'voltage', 1],
  ['мач|mah', 'charge', 1],
  ['ач|ah', 'charge', 1000],
  ['гб|gb', 'memory', 1],
  ['тб|tb', 'memory', 1024],
  ['oz|унц[а-я]*', 'ounces', 1],
  ['ме|iu|me', 'units', 1],
  ['%', 'share', 1],
  ['шт[а-я]*|pcs|pc|таб[а-я]*|tabs?|капс[а-я]*|caps(?:ules)?', 'count', 1],
  ['пак|пакет[а-я]*|саше|драже|амп[а-я]*|лист[а-я]*|салфет[а-я]*|bags?', 'count', 1],
];

const NUMBER = String.raw`\d+(?:[.,]\d+)?`;
const FREE = String.raw`(?<![\p{L}\d.,])`;
const END = String.raw`(?![\p{L}\d])`;
const SIZES = new RegExp(
  `${FREE}(${NUMBER})\\s?[xх*×]\\s?(${NUMBER})(?:\\s?[xх*×]\\s?(${NUMBER}))?(?:\\s?(мм|см|м|mm|cm|m))?${END}`,
  'giu',
);
/** Capital letters at a long number are a series of articles, not metres or litres. */
const SERIES = /^\d{3,}[LM]$/;
/** `3 в 1`: so many things in one. */
const TOGETHER = /(?<![\p{L}\d.,])(\d)\s?(?:в|in)\s?(\d)(?![\p{L}\d])/giu;
const COUNT_SIGN = /(?:№|(?<![\p{L}\d])(?:n|no\.?))\s?(\d+)(?![\p{L}\d])/giu;
const CLOTHES = /(?<![\p{L}\d])(?:р\.|р-р\.?|разм(?:ер)?\.?|размер|size|рост)\s?(\d{2,3})(?!\d)/giu;
const CLOTHES_AFTER = /(?<![\p{L}\d.,])(\d{2,3})\s?(?:размер|р-р)(?!\p{L})/giu;
const quantities = UNITS.map(([unit, dimension, factor]) => ({
  pattern: new RegExp(`${FREE}(${NUMBER})\\s?(?:${unit})${unit === '%' ? '' : END}\\.?`, 'giu'),
  dimension,
  factor,
}));

export interface Measured {
  readonly measures: readonly Measure[];
  /** What is left of the text. */
  readonly rest: string;
}

/** Takes quantities with units, dimensions, counts and clothing sizes out of a text. */
export function readMeasures(text: string): Measured {
  const measures: Measure[] = [];
  const take = (pattern: RegExp, read: (parts: readonly string[]) => Measure): void => {
    rest = rest.replace(pattern, (...found: unknown[]) => {
      if (SERIES.test(String(found[0]).trim())) return String(found[0]);
      measures.push(read(found.map((part) => (typeof part === 'string' ? part.trim() : ''))));
      return ' ';
    });
  };
  let rest = text;
  take(SIZES, readSides);
  take(TOGETHER, ([all = '', first = '', second = '']) => {
    const value = `${first}/${second}`;
    return { dimension: 'together', value, digits: value, text: all };
  });
  take(COUNT_SIGN, ([all = '', digits = '']) => toMeasure('count', Number(digits), all));
  take(CLOTHES, ([all = '', digits = '']) => toMeasure('size', Number(digits), all));
  take(CLOTHES_AFTER, ([all = '', digits = '']) => toMeasure('size', Number(digits), all));
  for (const { pattern, dimension, factor } of quantities) {
    take(pattern, ([all = '', digits = '']) =>
      toMeasure(dimension, toNumber(digits) * factor, all),
    );
  }
  return { measures, rest };
}

function readSides(parts: readonly string[]): Measure {
  const [all = '', first = '', second = '', third = '', unit = ''] = parts;
  const sides = [first, second, third].filter((side) => side !== '').map(toNumber);
  const digits = sides.join('x');
  const factor = { мм: 1, mm: 1, см: 10, cm: 10, м: 1000, m: 1000 }[unit.toLowerCase()];
  const value = factor === undefined ? '' : sides.map((side) => side * factor).join('x');
  return { dimension: 'sides', value, text: all, digits };
}

function toMeasure(dimension: string, value: number, text: string): Measure {
  const digits = /\d+(?:[.,]\d+)?/.exec(text)?.[0].replace(',', '.') ?? '';
  return { dimension, value: String(Number(value.toPrecision(9))), text, digits };
}

function toNumber(digits: string): number {
  return Number(digits.replace(',', '.'));
}
