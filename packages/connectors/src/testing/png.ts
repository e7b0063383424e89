/** The beginning of a PNG of this size, filled up to a length: Telegram looks at no more of it. */
export function toPng(size: { width: number; height: number; length?: number }): Uint8Array {
  const bytes = Buffer.alloc(size.length ?? 100);
  bytes.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
  bytes.writeUInt32BE(size.width, 16);
  bytes.writeUInt32BE(size.height, 20);
  return bytes;
}
