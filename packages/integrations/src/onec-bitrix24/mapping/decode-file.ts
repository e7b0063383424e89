/** Text of a file as people export it: UTF-8 or UTF-16 by its mark, UTF-8 if it is valid, else Windows-1251. */
export function decodeFile(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    // The decoder takes the byte order mark of UTF-8 away.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Every byte sequence is some Windows-1251, so that nothing can fail after this.
    return new TextDecoder('windows-1251').decode(bytes);
  }
}
