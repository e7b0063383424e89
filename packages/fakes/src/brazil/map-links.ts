/** The short links of cards and the long addresses behind them, as Google Maps writes them. */
import { hashText } from '../seeded/random.ts';
import { houseAt, places, type Place } from './places.ts';

/** How a long address carries its coordinates. */
export const linkForms = [
  ...['pin', 'q', 'q-encoded', 'query', 'll', 'destination', 'daddr', 'search', 'place-path'],
  ...['view', 'consent', 'no-coordinates', 'dms'],
] as const;
export type LinkForm = (typeof linkForms)[number];

/** A point with the words that stand beside it in an address. */
export interface LinkTarget {
  readonly latitude: number;
  readonly longitude: number;
  /** "Rua das Acácias, 383"; may be empty. */
  readonly words: string;
}

/** The host of short links. */
export const shortHost = 'https://maps.app.goo.gl';

const digits = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
// Enough for every place, 2000 house numbers and 16 forms: 58⁵ is over 600 million.
const codeLength = 5;
const tailLength = 12;
const numbers = 2_000;
const formSlots = 16;

/** The short link to a house; the same house and form always give the same one. */
export function toShortLink(place: Place, number: number, form: LinkForm): string {
  const value = (place.index * numbers + number) * formSlots + linkForms.indexOf(form);
  const code = toDigits(value, codeLength);
  return `${shortHost}/${code}${toTail(code)}`;
}

/** What a code of `toShortLink` stands for; undefined for any other text. */
export function readShortCode(code: string): { target: LinkTarget; form: LinkForm } | undefined {
  const head = code.slice(0, codeLength);
  if (code.length !== codeLength + tailLength || code !== `${head}${toTail(head)}`)
    return undefined;
  const value = [...head].reduce((sum, sign) => sum * digits.length + digits.indexOf(sign), 0);
  const form = linkForms[value % formSlots];
  const house = Math.floor(value / formSlots);
  const place = places[Math.floor(house / numbers)];
  if (form === undefined || place === undefined) return undefined;
  return { target: toTarget(place, house % numbers), form };
}

/** The point of a house with its street's name. */
export function toTarget(place: Place, number: number): LinkTarget {
  const [latitude, longitude] = houseAt(place, number);
  return { latitude, longitude, words: `${place.street}, ${number}` };
}

/** The long address of a point, as Google Maps writes it; hosts are the real ones. */
export function toLongLink(target: LinkTarget, form: LinkForm): string {
  const pair = toPair(target);
  const words = encodeURIComponent(target.words).replaceAll('%20', '+');
  switch (form) {
    case 'pin':
      return toPinLink(target, words);
    case 'q':
      return `https://www.google.com/maps?q=${pair}&entry=gps&g_st=aw`;
    case 'q-encoded':
      return `https://maps.google.com/maps?q=${pair.replace(',', '%2C')}&z=17&hl=pt-BR`;
    case 'query':
      return `https://www.google.com/maps/search/?api=1&query=${pair.replace(',', '%2C')}`;
    case 'll':
      return `https://maps.google.com/?ll=${pair}&z=17`;
    case 'destination':
      return `https://www.google.com/maps/dir/?api=1&destination=${pair}&travelmode=driving`;
    case 'daddr':
      return `https://maps.google.com/maps?saddr=&daddr=${pair.replace(',', ',+')}`;
    case 'search':
      return `https://www.google.com/maps/search/${pair.replace(',', ',+')}?entry=tts&shorturl=1`;
    case 'place-path':
      return `https://www.google.com/maps/place/${pair}`;
    case 'view':
      return `https://www.google.com/maps/@${pair},17z?entry=ttu`;
    case 'consent':
      return `https://consent.google.com/m?continue=${encodeURIComponent(toPinLink(target, words))}&gl=BR&m=0&pc=m&hl=pt-BR&src=1`;
    case 'no-coordinates':
      return `https://www.google.com/maps/place/${words}?entry=tts&shorturl=1`;
    case 'dms':
      return `https://www.google.com/maps/place/${toDms(target)}/${toPinData(target)}`;
  }
}

/** The pin lies elsewhere than the middle of the view, which comes first in the address. */
function toPinLink(target: LinkTarget, words: string): string {
  return `https://www.google.com/maps/place/${words}/${toPinData(target)}`;
}

function toPinData(target: LinkTarget): string {
  const { latitude, longitude } = target;
  const view = toPair({ latitude: latitude + 0.0021, longitude: longitude - 0.0034 });
  return `@${view},17z/data=!3m1!4b1!4m6!3m5!1s0x94bc3a0000000001:0x5eed5eed5eed5eed!8m2!3d${latitude}!4d${longitude}!16s%2Fg%2F11sandbox00?entry=tts`;
}

/** `20°49'10.9"S 49°22'45.8"W`, encoded. */
function toDms({ latitude, longitude }: LinkTarget): string {
  const write = (degrees: number, signs: readonly [string, string]): string => {
    const tenths = Math.round(Math.abs(degrees) * 36_000);
    const minutes = String(Math.floor(tenths / 600) % 60).padStart(2, '0');
    const seconds = ((tenths % 600) / 10).toFixed(1).padStart(4, '0');
    return `${Math.floor(tenths / 36_000)}°${minutes}'${seconds}"${degrees < 0 ? signs[0] : signs[1]}`;
  };
  const text = `${write(latitude, ['S', 'N'])}+${write(longitude, ['W', 'E'])}`;
  return encodeURIComponent(text).replaceAll('%2B', '+').replaceAll("'", '%27');
}

function toPair({ latitude, longitude }: Pick<LinkTarget, 'latitude' | 'longitude'>): string {
  return `${Number(latitude.toFixed(7))},${Number(longitude.toFixed(7))}`;
}

function toDigits(value: number, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest = Math.floor(rest / digits.length)) {
    text = (digits[rest % digits.length] ?? '0') + text;
  }
  return text;
}

function toTail(code: string): string {
  return toDigits(hashText(`${code} maps`), 6) + toDigits(hashText(`maps ${code}`), 6);
}
