import { expect, it } from 'vitest';
import { readBaseEnv } from './base.ts';
import { toLibpqMeaning } from './to-libpq-meaning.ts';

const BASE = 'postgresql://ponte:secret@db.example.com:5432/ponte';

it.each([
  ['require', `${BASE}?sslmode=require`],
  ['prefer', `${BASE}?sslmode=prefer`],
  ['require among others', `${BASE}?connect_timeout=5&sslmode=require&x=1`],
  ['require with a CA', `${BASE}?sslmode=require&sslrootcert=/ca.pem`],
  ['verify-ca with a CA', `${BASE}?sslmode=verify-ca&sslrootcert=/ca.pem`],
])('%s means what libpq means', (_mode, address) => {
  expect(toLibpqMeaning(address)).toBe(`${address}&uselibpqcompat=true`);
});

it.each([
  ['no mode', BASE],
  ['verify-full', `${BASE}?sslmode=verify-full`],
  ['verify-ca without a CA, which stays as strict as verify-full', `${BASE}?sslmode=verify-ca`],
  ["the driver's own no-verify", `${BASE}?sslmode=no-verify`],
  ['disable', `${BASE}?sslmode=disable`],
  ['an address that says it itself', `${BASE}?uselibpqcompat=true&sslmode=require`],
  ['an address that refuses it', `${BASE}?sslmode=require&uselibpqcompat=false`],
])('%s stays as it is', (_mode, address) => {
  expect(toLibpqMeaning(address)).toBe(address);
});

it('is what every process gets', () => {
  expect(readBaseEnv({ DATABASE_URL: `${BASE}?sslmode=require` })).toMatchObject({
    value: { databaseUrl: `${BASE}?sslmode=require&uselibpqcompat=true` },
  });
});
