/** Fewer missing things than this are believed, whatever share they are. */
const BELIEVED_MISSING = 3;
const BELIEVED_SHARE = 0.2;

/** False when so much is missing at once that the reading is to be doubted and not the things. */
export function isBelievable({ missing, of }: { missing: number; of: number }): boolean {
  return missing <= Math.max(BELIEVED_MISSING, of * BELIEVED_SHARE);
}
