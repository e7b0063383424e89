import { describe, expect, test } from 'vitest';
import { bitrix24ApiEnv, bitrix24Env, bitrix24WorkerEnv } from './env.ts';

const SECRET = 'canary0secret';
const URL_ = `https://company.bitrix24.com/rest/1/${SECRET}/`;

function problemsOf(reading: object): string {
  return 'problems' in reading ? (reading.problems as string[]).join('\n') : '';
}

describe('the slice of the api', () => {
  test('is off when nothing is set', () => {
    expect(bitrix24ApiEnv.read({ BITRIX24_DOMAIN: ' ' })).toEqual({ value: { enabled: false } });
  });

  test('is on with domain and token', () => {
    const env = {
      BITRIX24_DOMAIN: 'Company.bitrix24.com',
      BITRIX24_APPLICATION_TOKEN: 'token-123',
    };
    expect(bitrix24ApiEnv.read(env)).toEqual({
      value: { enabled: true, domain: 'company.bitrix24.com', applicationToken: 'token-123' },
    });
  });

  test.each(['127.0.0.1:4011', 'localhost:4011', '127.0.0.1', 'b24.localhost'])(
    'takes a portal on this machine: %s',
    (host) => {
      const env = { BITRIX24_DOMAIN: host, BITRIX24_APPLICATION_TOKEN: 'token-123' };
      expect(bitrix24ApiEnv.read(env)).toHaveProperty('value.enabled', true);
    },
  );

  test('tells every problem at once with the purpose and never a value', () => {
    const env = { BITRIX24_DOMAIN: 'https://x', BITRIX24_APPLICATION_TOKEN: 'canary' };
    const told = problemsOf(bitrix24ApiEnv.read(env));
    expect(told).toContain('BITRIX24_DOMAIN');
    expect(told).toContain('BITRIX24_APPLICATION_TOKEN');
    expect(told).toContain('events of another portal are refused');
    expect(told).not.toContain('canary');
  });

  test('half of it is a problem that names the other half', () => {
    const told = problemsOf(bitrix24ApiEnv.read({ BITRIX24_DOMAIN: 'company.bitrix24.com' }));
    expect(told).toContain('BITRIX24_APPLICATION_TOKEN is missing');
  });
});

describe('the slice of the worker', () => {
  test('is off when no address is set', () => {
    expect(bitrix24WorkerEnv.read({})).toEqual({ value: { enabled: false } });
  });

  test.each([
    ['BITRIX24_WEBHOOK_URL', URL_],
    ['B24_WEBHOOK', URL_.slice(0, -1)],
  ])('takes the address from %s and closes it with a slash', (name, address) => {
    expect(bitrix24WorkerEnv.read({ [name]: address })).toEqual({
      value: { enabled: true, webhookUrl: URL_, plan: 'standard' },
    });
  });

  test.each([
    'not an address',
    `http://company.bitrix24.com/rest/1/${SECRET}/`,
    `https://company.bitrix24.com/rest/1/${SECRET}/crm.deal.get`,
    'https://company.bitrix24.com/',
    `https://user:pass@company.bitrix24.com/rest/1/${SECRET}/`,
    `https://company.bitrix24.com/rest/1/${SECRET}/?x=1`,
  ])('refuses %s without repeating the secret', (address) => {
    const told = problemsOf(bitrix24WorkerEnv.read({ BITRIX24_WEBHOOK_URL: address }));
    expect(told).toContain('BITRIX24_WEBHOOK_URL');
    expect(told).not.toContain(SECRET);
  });

  test('takes plain http on this machine', () => {
    const env = { BITRIX24_WEBHOOK_URL: `http://127.0.0.1:4011/rest/1/${SECRET}/` };
    expect(bitrix24WorkerEnv.read(env)).toHaveProperty('value.enabled', true);
  });

  test('refuses a plan nobody sells', () => {
    expect(problemsOf(bitrix24WorkerEnv.read({ BITRIX24_PLAN: 'gold' }))).toContain(
      'BITRIX24_PLAN',
    );
  });
});

test('every variable has a purpose and an example, and secrets are marked', () => {
  for (const variable of bitrix24Env.variables) {
    expect(variable.purpose.length).toBeGreaterThan(10);
    expect(variable.example).not.toBe('');
  }
  const secret = bitrix24Env.variables.filter((each) => each.secret).map((each) => each.name);
  expect(secret).toEqual(['BITRIX24_WEBHOOK_URL', 'BITRIX24_APPLICATION_TOKEN']);
});
