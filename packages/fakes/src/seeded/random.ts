/** Mixes numbers into 32 well-spread bits; the same numbers always give the same bits. */
export function mix(seed: number, a: number, b = 0): number {
  let bits = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(a + 0x165667b1, 0xc2b2ae35);
  bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d) ^ Math.imul(b + 0x27d4eb2f, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 13), 0x297a2d39);
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  return (bits ^ (bits >>> 15)) >>> 0;
}

const hashes = new Map<string, number>();

/** 32 bits of a short, often used text (FNV-1a); remembered. */
export function hashText(text: string): number {
  const known = hashes.get(text);
  if (known !== undefined) return known;
  let bits = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    bits = Math.imul(bits ^ text.charCodeAt(index), 0x01000193);
  }
  hashes.set(text, bits >>> 0);
  return bits >>> 0;
}

/** A repeatable stream of chance. */
export interface Random {
  /** 0 ≤ x < 1 */
  fraction(): number;
  /** 0 ≤ n < below */
  below(below: number): number;
}

/** Makes the stream of one seed and purpose. */
export function createRandom(seed: number, purpose: string): Random {
  const salt = hashText(purpose);
  let step = 0;
  const fraction = (): number => {
    step += 1;
    return mix(seed, salt, step) / 0x1_0000_0000;
  };
  return { fraction, below: (below) => Math.floor(fraction() * below) };
}

/** The element that a hash points to. */
export function pick<T>(list: readonly T[], bits: number): T {
  const chosen = list[bits % list.length];
  if (chosen === undefined) throw new RangeError('Nothing to pick from: the list is empty.');
  return chosen;
}

/** A text of hexadecimal digits of the given length, settled by the seed and the purpose. */
export function hexText(seed: number, purpose: string, length: number): string {
  let text = '';
  for (let step = 0; text.length < length; step += 1) {
    text += mix(seed, hashText(purpose), step).toString(16).padStart(8, '0');
  }
  return text.slice(0, length);
}
