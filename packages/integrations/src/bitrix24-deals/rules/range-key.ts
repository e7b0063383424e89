import { OPEN_END, type IdRange } from './plan-ranges.ts';

/** Holds and marks of this kind name a deal that shows no id, by the ids between which it lies. */
export const RANGE_KIND = 'deal-range';

const KEY = /^(\d{1,15})-(\d{1,15}|end)#\d+$/;

/** `424-430#2`: the second such deal above 424, up to 430. */
export function toRangeKey({ after, upTo }: IdRange, place: number): string {
  return `${after}-${upTo === OPEN_END ? 'end' : upTo}#${place}`;
}

/** The ids that a key names; undefined when it is none. */
export function parseRangeKey(key: string): IdRange | undefined {
  const [, after, upTo] = KEY.exec(key) ?? [];
  if (after === undefined || upTo === undefined) return undefined;
  const range = { after: Number(after), upTo: upTo === 'end' ? OPEN_END : Number(upTo) };
  return range.after < range.upTo ? range : undefined;
}

/**
 * Keys of holds whose ids have been read again by now: what is still wrong there was held anew, so
 * these holds have no cause any more. `still`: the keys that were.
 */
export function listSettledKeys(
  keys: Iterable<string>,
  done: readonly IdRange[],
  still: ReadonlySet<string>,
): string[] {
  return [...keys].filter((key) => {
    const range = still.has(key) ? undefined : parseRangeKey(key);
    return range !== undefined && done.some((one) => reaches(one, range));
  });
}

/** Whether the first or the last ids of a range were read. */
function reaches(done: IdRange, { after, upTo }: IdRange): boolean {
  return (done.after <= after && after < done.upTo) || (done.after < upTo && upTo <= done.upTo);
}
