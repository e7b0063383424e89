/** What the codes of short links stand for: one for each form and each trap, and those of cards. */
import {
  linkForms,
  readShortCode,
  shortHost,
  toLongLink,
  toTarget,
  type LinkTarget,
} from '../../brazil/map-links.ts';
import { needPlace } from '../../brazil/places.ts';

/** What a short link answers. */
export interface ShortLink {
  readonly status: number;
  /** Where it points to; undefined for an answer that points nowhere. */
  readonly location: string | undefined;
  readonly isSlow?: boolean;
}

const acacias = needPlace('15085480');
/** The house of the examples: the point of its street, to the digit. */
const example: LinkTarget = {
  ...toTarget(acacias, 383),
  ...{ latitude: -20.8197, longitude: -49.3794 },
};
const pin = toLongLink(example, 'pin');
const lisbon: LinkTarget = { latitude: 38.7077507, longitude: -9.1365919, words: 'Lisboa' };

const found = (location: string): ShortLink => ({ status: 302, location });

const named: ReadonlyMap<string, ShortLink> = new Map([
  ['abc123', found(pin)],
  ...linkForms.map((form): [string, ShortLink] => [form, found(toLongLink(example, form))]),
  ['moved', { status: 301, location: `${shortHost}/abc123` }],
  // Points that are none.
  ['abroad', found(toLongLink(lisbon, 'pin'))],
  ['zero', found('https://www.google.com/maps?q=0,0')],
  ['words', found('https://maps.google.com/maps?q=Rua+das+Ac%C3%A1cias,+383&ftid=0x94bc:0x5eed')],
  // Ways that lead nowhere.
  ['dead', { status: 404, location: undefined }],
  ['page', { status: 200, location: undefined }],
  ['no-location', { status: 302, location: undefined }],
  ['not-an-address', found('https://[')],
  ['slow', { ...found(pin), isSlow: true }],
  // A ring, over relative and over whole addresses.
  ['loop', found('/loop-back')],
  ['loop-back', found('/loop')],
  ['loop-whole', found(`${shortHost}/loop-whole`)],
  // Ways that must not be gone.
  ['private', found('http://169.254.169.254/latest/meta-data/')],
  ['private-https', found('https://10.0.0.8/maps?q=-20.8197,-49.3794')],
  ['localhost', found('https://localhost/maps?q=-20.8197,-49.3794')],
  ['another-host', found('https://maps.example.test/maps?q=-20.8197,-49.3794')],
  ['almost-google', found('https://www.google.com.example.test/maps?q=-20.8197,-49.3794')],
  ['insecure', found('http://www.google.com/maps?q=-20.8197,-49.3794')],
  ['file', found('file:///etc/hosts')],
]);

/** The names that GET /state tells, so that a reader finds the traps. */
export const namedCodes: readonly string[] = [...named.keys(), 'hops-N'];

/** What a code answers; undefined for one that nobody has made. */
export function findShortLink(code: string): ShortLink | undefined {
  return named.get(code) ?? readHops(code) ?? readCard(code);
}

/** `hops-5` needs five redirects in all until the pin. */
function readHops(code: string): ShortLink | undefined {
  const hops = Number(/^hops-([1-9]\d?)$/.exec(code)?.[1] ?? 0);
  if (hops === 0) return undefined;
  return found(hops === 1 ? pin : `/hops-${hops - 1}`);
}

function readCard(code: string): ShortLink | undefined {
  const read = readShortCode(code);
  return read && found(toLongLink(read.target, read.form));
}
