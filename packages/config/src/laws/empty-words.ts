/** Refused as the whole name of a file or folder. */
const asWhole =
  /^(?:utils?|helpers?|common|shared|core|misc|manager|service|processor|data|info|handle)$/;
/** Refused as a part too; `service-order` and `data-sizes` are words of the business. */
const asPart = /^(?:utils?|helpers?|common|shared|misc|manager|processor)$/;

/** The word in a path that says nothing, if there is one. */
export function emptyWordOf(path: string): string | undefined {
  for (const segment of path.split('/')) {
    const name = segment.split('.')[0] ?? '';
    const word = asWhole.test(name) ? name : name.split('-').find((part) => asPart.test(part));
    if (word) return word;
  }
  return undefined;
}

/** True when every folder and the file are words joined by hyphens; leading dots and digits may stay. */
export function isKebabCase(path: string): boolean {
  return path.split('/').every((segment) => /^\.?[a-z0-9]+(?:[-.][a-z0-9]+)*$/.test(segment));
}
