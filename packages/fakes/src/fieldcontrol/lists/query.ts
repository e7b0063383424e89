/**
 * Reads a query string as the vendor does: `%20` is a blank and a plus sign is a plus sign. The last
 * of equal names wins.
 */
export function readQuery(text: string): ReadonlyMap<string, string> {
  const parts = text.split('&').filter((part) => part !== '');
  return new Map(
    parts.map((part): [string, string] => {
      const cut = part.indexOf('=');
      const [name, value] = cut < 0 ? [part, ''] : [part.slice(0, cut), part.slice(cut + 1)];
      return [decode(name), decode(value)];
    }),
  );
}

/** Percent signs that escape nothing stay what they are. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
