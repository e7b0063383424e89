import { isPhpArray, type PhpArray, type PhpValue } from './php-value.ts';

// PHP's max_input_nesting_level: deeper fields are dropped.
const deepest = 64;
const nextIndex = new WeakMap<PhpArray, number>();

/** Decodes a query string or form body as PHP's parse_str does: brackets of any depth, [] appends. */
export function parsePhpForm(text: string): PhpArray {
  const params: PhpArray = new Map();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const cut = pair.indexOf('=');
    const name = decodePart(cut < 0 ? pair : pair.slice(0, cut));
    putPhpField(params, name, cut < 0 ? '' : decodePart(pair.slice(cut + 1)));
  }
  return params;
}

/** Puts one field such as `filter[>ID]` or `select[]` into the array it belongs to. */
export function putPhpField(params: PhpArray, rawName: string, value: PhpValue): void {
  const path = toPath(rawName);
  if (path.length === 0 || path.length > deepest) return;
  let level = params;
  path.forEach((part, index) => {
    const key = part ?? String(nextIndex.get(level) ?? 0);
    remember(level, key);
    if (index === path.length - 1) {
      level.set(key, value);
      return;
    }
    const inner = level.get(key);
    const next: PhpArray = isPhpArray(inner) ? inner : new Map<string, PhpValue>();
    if (next !== inner) level.set(key, next);
    level = next;
  });
}

/** Splits a field name into its keys; undefined stands for the empty bracket. */
function toPath(rawName: string): readonly (string | undefined)[] {
  const name = rawName.replace(/^ +/, '');
  const open = name.indexOf('[', 1);
  const first = (open < 0 ? name : name.slice(0, open)).replace(/[ .[]/g, '_');
  if (first === '') return [];
  const path: (string | undefined)[] = [first];
  let at = open;
  while (at >= 0 && name[at] === '[') {
    const close = name.indexOf(']', at);
    if (close < 0) {
      // PHP turns an unclosed bracket into an underscore, but only behind the first name.
      return path.length === 1 ? [`${first}_${name.slice(at + 1)}`] : path;
    }
    path.push(close === at + 1 ? undefined : name.slice(at + 1, close));
    at = close + 1;
  }
  return path;
}

function remember(level: PhpArray, key: string): void {
  if (!/^(0|[1-9]\d*)$/.test(key)) return;
  nextIndex.set(level, Math.max(nextIndex.get(level) ?? 0, Number(key) + 1));
}

/** Undoes percent encoding and plus signs; broken sequences stay as they are, bad UTF-8 becomes �. */
function decodePart(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return decodeBytes(spaced);
  }
}

function decodeBytes(text: string): string {
  const bytes: Buffer[] = [];
  const pattern = /%([0-9a-f]{2})|([^%]+|%)/gi;
  for (const match of text.matchAll(pattern)) {
    const [, hex, plain] = match;
    bytes.push(hex === undefined ? Buffer.from(plain ?? '') : Buffer.from(hex, 'hex'));
  }
  return Buffer.concat(bytes).toString('utf8');
}
