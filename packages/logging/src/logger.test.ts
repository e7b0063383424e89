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
  [
    'a Telegram token',
    'https://api.telegram.org/bot123456789:AAabcdefghijklmnopqrstuvwxyz0123456/x',
    'AAabcdefghij',
  ],
  ['a CPF', 'cliente 123.456.789-09 pediu', '123.456.789-09'],
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

test('ordinary words and figures stay readable', () => {
  const text = 'Deal 7405: stage C1:NEW, 1000000.00 BRL, 2026-11-22T12:00:00.000Z, 127.0.0.1:3000';
  expect(maskText(text)).toBe(text);
});
