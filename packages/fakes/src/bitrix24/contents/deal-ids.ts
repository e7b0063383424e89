import { mix } from '../../seeded/random.ts';

/**
 * The ids of `count` deals, ascending, with the gaps of a portal that has been lived in: dense and
 * sparse regions and whole deleted ranges between them.
 */
export function generateDealIds(seed: number, count: number): number[] {
  const ids = new Array<number>(count);
  const regionSize = Math.max(20, Math.floor(count / 20));
  let id = 2;
  for (let index = 0; index < count; index += 1) {
    const region = Math.floor(index / regionSize);
    if (index > 0 && index % regionSize === 0) id += 37 + (mix(seed, region, 7) % regionSize);
    const isSparse = mix(seed, region, 3) % 3 === 0;
    const bits = mix(seed, index, 11);
    id += isSparse ? 1 + (bits % 12) : bits % 8 === 0 ? 2 : 1;
    ids[index] = id;
  }
  return ids;
}
