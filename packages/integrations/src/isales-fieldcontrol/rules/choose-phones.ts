export interface PhoneChoice {
  readonly add: readonly string[];
  /** How many of ours are not added. */
  readonly leftOut: number;
}

/**
 * Which of a person's phones join those that are there. A customer whom somebody else made and who
 * has phones of its own shall have one of ours, however often this is asked: a person chose them.
 */
export function choosePhones(
  ours: readonly string[],
  there: ReadonlySet<string>,
  { isOurs }: { readonly isOurs: boolean },
): PhoneChoice {
  const missing = ours.filter((number) => !there.has(number));
  const known = ours.length - missing.length;
  const hasOwn = there.size > known;
  const room = isOurs || !hasOwn ? missing.length : Math.max(0, 1 - known);
  const add = missing.slice(0, room);
  return { add, leftOut: missing.length - add.length };
}
