/**
 * What a Google Maps link says by itself. Pure: nothing is asked here. Order of the patterns: what
 * names a point before what names a view, because the middle of a map is not the place.
 */

/** Degrees, WGS 84. */
export interface Coordinates {
  readonly latitude: number;
  readonly longitude: number;
}

export type MapsLinkReading =
  /** pin: the point itself; view: only the middle of the map. Both plausible in Brazil. */
  | { readonly kind: 'pin' | 'view'; readonly coordinates: Coordinates }
  /** Coordinates, but 0,0 or outside of Brazil. */
  | { readonly kind: 'implausible'; readonly coordinates: Coordinates }
  /** A short address: whoever asks it is sent on. Always https. */
  | { readonly kind: 'expandable'; readonly url: string }
  /** A long maps address that names no point; to ask it would bring nothing. */
  | { readonly kind: 'no-coordinates' }
  /** An address of somebody else, which is never asked. */
  | { readonly kind: 'foreign' }
  /** No address at all. */
  | { readonly kind: 'none' };

/** The box around Brazil in degrees, islands left out. */
const BRAZIL = { south: -33.8, north: 5.3, west: -74.0, east: -34.7 } as const;

/** True inside the box around Brazil; 0,0 is what programs write for nothing. */
export function isPlausibleInBrazil({ latitude, longitude }: Coordinates): boolean {
  return (
    latitude >= BRAZIL.south &&
    latitude <= BRAZIL.north &&
    longitude >= BRAZIL.west &&
    longitude <= BRAZIL.east
  );
}

/** Reads whatever somebody pasted: a link, a text around a link, or two bare numbers. */
export function parseMapsLink(pasted: string): MapsLinkReading {
  // Two whole numbers in a text are no place.
  const bare = pasted.includes('.') ? readPair(pasted) : undefined;
  if (bare !== undefined) return judge([{ kind: 'pin', coordinates: bare }]) ?? { kind: 'none' };
  const url = findUrl(pasted);
  if (url === undefined) return { kind: 'none' };
  return readUrl(url, 0);
}

/** True for the two hosts that send on; nothing else is ever asked. */
export function isShortHost({ hostname, pathname, port }: URL): boolean {
  if (port !== '') return false;
  return hostname === 'maps.app.goo.gl' || (hostname === 'goo.gl' && pathname.startsWith('/maps/'));
}

/** True for hosts that Google's map links live on; nothing else is ever read. */
function isMapsHost(url: URL): boolean {
  const host = url.host;
  if (isShortHost(url)) return true;
  if (/^maps\.google\.(?:com|com\.br|pt)$/.test(host)) return true;
  if (/^consent\.google\.(?:com|com\.br|pt)$/.test(host)) return true;
  return /^(?:www\.)?google\.(?:com|com\.br|pt)$/.test(host) && url.pathname.startsWith('/maps');
}

const MOST_NESTED = 3;

function readUrl(url: URL, depth: number): MapsLinkReading {
  if (!isMapsHost(url)) return { kind: 'foreign' };
  const reading = judge(findCandidates(url));
  if (reading !== undefined && reading.kind !== 'implausible') return reading;
  // The page that asks for consent keeps the way in a parameter.
  const next = url.searchParams.get('continue');
  const target = next === null ? null : URL.parse(next);
  if (target !== null && depth < MOST_NESTED) return readUrl(target, depth + 1);
  if (reading !== undefined) return reading;
  if (!isShortHost(url)) return { kind: 'no-coordinates' };
  const secure = new URL(url);
  secure.protocol = 'https:';
  return { kind: 'expandable', url: secure.href };
}

type Candidate = { readonly kind: 'pin' | 'view'; readonly coordinates: Coordinates };

type Judged = Candidate | Extract<MapsLinkReading, { kind: 'implausible' }>;

function judge(candidates: readonly Candidate[]): Judged | undefined {
  const plausible = candidates.find(({ coordinates }) => isPlausibleInBrazil(coordinates));
  if (plausible !== undefined) return plausible;
  const [first] = candidates;
  return first && { kind: 'implausible', coordinates: first.coordinates };
}

const DEGREES = String.raw`(-?\d{1,3}(?:\.\d+)?)`;
const PAIR = new RegExp(String.raw`^(?:loc:)?${DEGREES}\s*[,;]\s*${DEGREES}(?:\s*\(.*\))?$`, 's');
const PIN = new RegExp(String.raw`!3d${DEGREES}!4d${DEGREES}`, 'g');
const VIEW = new RegExp(String.raw`/@${DEGREES},${DEGREES}`);
const PIN_PARAMETERS = ['q', 'query', 'll', 'destination', 'daddr'];

/** Every point in a link, best first. */
function findCandidates(url: URL): Candidate[] {
  const path = decode(url.pathname);
  const found: Candidate[] = [];
  const add = (kind: Candidate['kind'], coordinates: Coordinates | undefined): void => {
    if (coordinates !== undefined) found.push({ kind, coordinates });
  };
  // Of several pins the last one is where a route ends.
  const whole = path + decode(url.search) + decode(url.hash);
  for (const [, latitude, longitude] of [...whole.matchAll(PIN)].toReversed()) {
    add('pin', toCoordinates(latitude, longitude));
  }
  for (const name of PIN_PARAMETERS) add('pin', readPair(url.searchParams.get(name) ?? ''));
  const [, , ...segments] = path.split('/');
  for (const segment of segments.toReversed()) {
    add('pin', readPair(segment.replaceAll('+', ' ')));
  }
  const [, latitude, longitude] = VIEW.exec(path) ?? [];
  add('view', toCoordinates(latitude, longitude));
  return found;
}

function readPair(text: string): Coordinates | undefined {
  const [, latitude, longitude] = PAIR.exec(text.trim()) ?? [];
  return toCoordinates(latitude, longitude);
}

function toCoordinates(
  latitude: string | undefined,
  longitude: string | undefined,
): Coordinates | undefined {
  if (latitude === undefined || longitude === undefined) return undefined;
  const read = { latitude: Number(latitude), longitude: Number(longitude) };
  const isOnEarth = Math.abs(read.latitude) <= 90 && Math.abs(read.longitude) <= 180;
  return isOnEarth ? read : undefined;
}

/** The first address in a text; people leave the scheme out. */
function findUrl(text: string): URL | undefined {
  const [written] =
    /https?:\/\/[^\s<>"']+|\b(?:maps\.app\.goo\.gl|goo\.gl\/maps|(?:www\.|maps\.)?google\.com(?:\.br)?)\/[^\s<>"']+/i.exec(
      text,
    ) ?? [];
  if (written === undefined) return undefined;
  const url = URL.parse(/^https?:/i.test(written) ? written : `https://${written}`);
  return url === null || url.username !== '' ? undefined : url;
}

/** Percent signs of people's own making stay as they are. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
