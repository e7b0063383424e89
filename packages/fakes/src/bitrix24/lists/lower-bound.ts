/** The position of the first id that is not below `wanted` in an ascending list. */
export function lowerBound(ids: readonly number[], wanted: number): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
