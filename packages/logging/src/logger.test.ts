import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';
import { maskText } from './mask.ts';

function logged(fields: Record<string, unknown>): string {
  let line = '';
  const destination = { write: (text: string) => void (line += text) };
  createLogger({ service: 'test', level: 'info', destination }).info(fields, 'event.received');
  return line;
}

const secrets: [string, string, string][] = [
  [
    'an incoming webhook',
    'https://p.bitrix24.com/rest/1/s3cr3tS3cr3t/crm.deal.get',
    's3cr3tS3cr3t',
  ],
  ['a token of a form', 'auth%5Bapplication_token%5D=0123456789abcdef&x=1', '0123456789abcdef'],
  ['a token in brackets', 'auth[application_token]=0123456789abcdef', '0123456789abcdef'],
  ['a token in JSON', '{"access_token":"eyJhbGciOi"}', 'eyJhbGciOi'],
  ['a bearer', 'Authorization: Bearer pk_abcdef', 'pk_abcdef'],
  ['a password in an address', 'postgresql://ponte:hunter2@db/ponte', 'hunter2'],
  ['a password without a name', 'connect redis://:hunter2@cache:6379/0', 'hunter2'],
  ['a password of Sentinels', 'redis+sentinel://:hunter2@a:26379,b:26379/mymaster', 'hunter2'],
  ['a password with an @', 'postgresql://ponte:hu@nter2@db:5432/ponte', 'nter2'],
  ['a password with many @', 'redis://:@hu@nter2@@cache', 'nter2'],
  ['a password with a slash', 'Invalid URL: postgresql://ponte:hu/nter2@db/ponte', 'nter2'],
  ['a password of digits', 'redis://:12345@cache:6379', '12345'],
  ['a key of our own', `the key pk_${'aB3-_'.repeat(8)}xyz is revoked`, 'aB3-_'],
  [
    'a Telegram token',
    'https://api.telegram.org/bot123456789:AAabcdefghijklmnopqrstuvwxyz0123456/x',
    'AAabcdefghij',
  ],
  ['a CPF', 'cliente 123.456.789-09 pediu', '123.456.789-09'],
  ['a CPF without punctuation', 'cliente 12345678909 pediu', '12345678909'],
  ['a CPF at the end of a sentence', 'O CPF do cliente é 52998224725.', '52998224725'],
  ['a CPF in a table', 'Maria,52998224725,1', '52998224725'],
  ['a CPF that is mistyped but named', 'CPF 12345678900', '12345678900'],
  ['a CNPJ', 'empresa 11.222.333/0001-81', '11.222.333/0001-81'],
  ['a CNPJ with letters', 'empresa 12.ABC.345/01DE-35', '12.ABC.345/01DE-35'],
  ['a CNPJ without punctuation', 'empresa 11222333000181 pediu', '11222333000181'],
  ['a CNPJ in a field', '{"cnpj":"11222333000180"}', '11222333000180'],
  ['an e-mail address', 'write to maria@example.com.br now', 'maria@example.com.br'],
  ['a phone number', 'ligar +55 11 90000-5732 hoje', '90000-5732'],
];

test.each(secrets)('%s is masked in text', (_name, text, secret) => {
  expect(maskText(text)).not.toContain(secret);
});

test.each(secrets)('%s is masked in a log line, however deep it stands', (_name, text, secret) => {
  expect(logged({ err: new Error(text), deep: { deeper: { text } } })).not.toContain(secret);
});

test('keys that name a secret are masked at the top and below', () => {
  const line = logged({ token: 'top-value', body: { application_token: 'deep-value' } });
  expect(line).not.toContain('top-value');
  expect(line).not.toContain('deep-value');
});

test('a line stays one JSON object with level word, service, time and event name', () => {
  expect(JSON.parse(logged({ token: 'a"b', job: 'x.y' }))).toMatchObject({
    level: 'info',
    service: 'test',
    msg: 'event.received',
    job: 'x.y',
  });
});

test.each([
  ['a CPF', { document: 52998224725 }, '52998224725'],
  ['a CPF in a row', { deep: { rows: [1, 52998224725, 2] } }, '52998224725'],
  ['a value under a secret name', { deep: { password: 12345, token: null } }, '12345'],
])('%s that is a number is masked and the line stays JSON', (_name, fields, secret) => {
  const line = logged(fields);
  expect(line).not.toContain(secret);
  expect(JSON.parse(line)).toMatchObject({ msg: 'event.received' });
});

const ordinary = [
  'Deal 7405: stage C1:NEW, 1000000.00 BRL, 2026-11-22T12:00:00.000Z, 127.0.0.1:3000',
  'an id of eleven digits 12345678901, of fourteen 12345678901234',
  'seconds 1766047124, milliseconds 1766047124000, compact 20261122080507',
  // The check digits of a CPF and a CNPJ by chance, as a part of something else.
  'file 52998224725.11, trace 52998224725-a1, hash a52998224725, amount 1.52998224725',
  'compact 20240104000342, nobody 00000000000',
  'http://127.0.0.1:3000/a?b=1#c and redis://cache:6379/0, redis+cluster://a:1,b:2',
  'https://registry.example:4873/@scope/name',
  'pk_short and spk_words_that_are_long_enough_to_be_a_key',
];

test.each(ordinary)('ordinary words and figures stay readable: %s', (text) => {
  expect(maskText(text)).toBe(text);
});
