import type { PlaceText } from '../project.ts';

/** Short forms that stand at the beginning of Brazilian streets. */
const STREETS: Readonly<Record<string, string>> = {
  r: 'rua',
  av: 'avenida',
  ave: 'avenida',
  tv: 'travessa',
  trav: 'travessa',
  al: 'alameda',
  rod: 'rodovia',
  est: 'estrada',
  estr: 'estrada',
  pc: 'praca',
  pca: 'praca',
  lgo: 'largo',
};

/** Ways to say that a house has no number. */
const NO_NUMBER = /^(?:s ?n|sem numero|0+)$/;

/**
 * What makes two addresses one: case, accents, marks, short forms and the bairro, which people
 * write as they like, do not count. Empty when there is no address at all.
 */
export function toAddressKey(place: PlaceText): string {
  const { cep, logradouro, numero, complemento, cidade, estado } = place;
  const street = plain(logradouro).replace(/^\S+/, (word) => STREETS[word] ?? word);
  const number = plain(numero);
  const parts = [
    (cep ?? '').replace(/\D/g, ''),
    street,
    NO_NUMBER.test(number) ? '' : number,
    ...[complemento, cidade, estado].map(plain),
  ];
  return parts.every((part) => part === '') ? '' : parts.join('|');
}

/** A text without case, accents and marks. */
export function plain(text: string | null): string {
  return (text ?? '')
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

/** A street without what only the post office knows: ` - até 1715`, ` - lado ímpar`. */
export function toBareStreet(logradouro: string): string {
  return logradouro.replace(/\s+-\s+(?:de |até |ate |lado |do |a partir).*$/iu, '').trim();
}

/** The number for a map provider; null for a house without one. */
export function toHouseNumber(numero: string | null): string | null {
  const text = plain(numero);
  if (text === '' || NO_NUMBER.test(text)) return null;
  return /\d+/.exec(text)?.[0] ?? null;
}
