import { hashText, mix, pick } from '../../seeded/random.ts';
import type { Address } from '../entities.ts';

const firstNames = [
  ...['Aline', 'Bruno', 'Camila', 'Diego', 'Elisa', 'Fábio', 'Gisele', 'Heitor', 'Iara', 'Jonas'],
  ...['Karina', 'Lucas', 'Mirela', 'Nélio', 'Olívia', 'Plínio', 'Queila', 'Raul', 'Sônia', 'Tiago'],
];
const lastNames = [
  ...['Albuquerque', 'Brandão', 'Camargo', 'D’Ávila', 'Escobar', 'Fontoura', 'Galvão', 'Holanda'],
  ...['Junqueira', 'Lacerda', 'Medeiros', 'Noronha', 'Pimentel', 'Quintela', 'Rezende', 'Sampaio'],
];
const streets = [
  'Rua das Bromélias',
  'Avenida das Mangueiras',
  'Rua do Pau-Brasil',
  'Rua das Azaleias',
];
const neighborhoods = ['Jardim das Flores', 'Vila Nova', 'Parque Industrial', 'Centro'];
const towns = [
  { city: 'São José do Rio Preto', state: 'SP', prefix: '15093', at: [-20.8301, -49.3912] },
  { city: 'Ribeirão Preto', state: 'SP', prefix: '14097', at: [-21.1812, -47.8207] },
  { city: 'Araraquara', state: 'SP', prefix: '14808', at: [-21.7989, -48.1803] },
  { city: 'Uberlândia', state: 'MG', prefix: '38408', at: [-18.9257, -48.2831] },
] as const;

/** Chance of the n-th customer of an account, for one purpose. */
export function chance(seed: number, purpose: string, index: number): number {
  return mix(seed, hashText(`fieldcontrol ${purpose}`), index);
}

/** An invented person or firm. */
export function inventName(seed: number, index: number): string {
  const bits = chance(seed, 'name', index);
  const last = pick(lastNames, bits >>> 8);
  if (bits % 7 === 0) return `${last} & Filhos Materiais Ltda`;
  return `${pick(firstNames, bits)} ${last} ${pick(lastNames, bits >>> 16)}`;
}

/** An invented address; every third one has its CEP with a hyphen, as people type it. */
export function inventAddress(seed: number, index: number): Address {
  const bits = chance(seed, 'address', index);
  const { city, state, prefix, at } = pick(towns, bits);
  const tail = String(100 + ((bits >>> 4) % 800));
  const shift = ((bits >>> 12) % 400) / 10_000;
  return {
    cep: bits % 3 === 0 ? `${prefix}-${tail}` : `${prefix}${tail}`,
    street: pick(streets, bits >>> 6),
    number: String(1 + ((bits >>> 10) % 1_900)),
    neighborhood: pick(neighborhoods, bits >>> 14),
    complement: null,
    city,
    state,
    coords: { latitude: round(at[0] + shift), longitude: round(at[1] - shift) },
  };
}

/** Eleven digits that look like a CPF and are nobody's: the last check digit is wrong on purpose. */
export function inventWrongCpf(seed: number, index: number): string {
  const digits = String(100_000_000 + (chance(seed, 'cpf', index) % 800_000_000));
  const one = checkDigit(digits);
  return `${digits}${one}${(checkDigit(`${digits}${one}`) + 1) % 10}`;
}

/** `529.982.247-25` */
export function formatCpf(cpf: string): string {
  return cpf.replace(/^(...)(...)(...)(..)$/, '$1.$2.$3-$4');
}

function checkDigit(digits: string): number {
  const sum = [...digits].reduce(
    (total, digit, index) => total + Number(digit) * (digits.length + 1 - index),
    0,
  );
  const rest = sum % 11;
  return rest < 2 ? 0 : 11 - rest;
}

function round(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7;
}
