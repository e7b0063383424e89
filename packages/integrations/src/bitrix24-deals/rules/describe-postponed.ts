import type { PostponedDeal } from './decide-drain.ts';

/** What a run says of deals that the portal failed to show, and when it comes back for the first. */
export function describePostponed(
  postponed: readonly PostponedDeal[],
): { message: string; againInMs: number } | Record<string, never> {
  const [first] = postponed;
  if (first === undefined) return {};
  const againInMs = Math.min(...postponed.map(({ forMs }) => forMs));
  const what = postponed.length === 1 ? `deal ${first.id}` : `${postponed.length} deals`;
  const message =
    `The portal showed others and failed on ${what}. ` +
    `Nothing to do: they are asked for again, the first in ${againInMs / 1_000} s.`;
  return { message, againInMs };
}
