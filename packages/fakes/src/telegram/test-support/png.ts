/** The beginning of a PNG of this size, filled up to a length: all that is looked at. */
export function toPng({
  width,
  height,
  length = 100,
}: {
  width: number;
  height: number;
  length?: number;
}): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.alloc(length);
  bytes.write('\x89PNG\r\n\x1a\n', 'latin1');
  bytes.writeUInt32BE(13, 8);
  bytes.write('IHDR', 12, 'latin1');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return new Uint8Array(bytes);
}
