/** Lowest and highest value of minute, hour, day, month and day of the week (0 and 7 are Sunday). */
const FIELDS = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

const PART = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/;

/** Whether a text is a time pattern of five fields in digits, each in its bounds: `30 4 * * 1-5`. */
export function isCron(text: string): boolean {
  const fields = text.split(' ');
  return (
    fields.length === FIELDS.length && FIELDS.every((bounds, at) => isField(fields[at], bounds))
  );
}

function isField(field: string | undefined, [low, high]: readonly [number, number]): boolean {
  return (field ?? '').split(',').every((part) => {
    const match = PART.exec(part);
    if (match === null) return false;
    const [from = low, to = from, step = 1] = match.slice(1).map((text) => toNumber(text));
    return from >= low && to <= high && from <= to && step >= 1;
  });
}

function toNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
