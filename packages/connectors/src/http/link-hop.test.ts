import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAnsweringServer, type AnsweringServer } from '../testing/answering-server.ts';
import { askForHop, isPrivateAddress, PRIVATE_ADDRESS } from './link-hop.ts';

const OPTIONS = { timeoutMs: 2_000, isLocal: true, userAgent: 'test' };
let server: AnsweringServer;

beforeAll(async () => {
  server = await startAnsweringServer((response) => {
    response.writeHead(302, { location: 'https://www.google.com/maps?q=-20.8,-49.3' });
    response.end('x'.repeat(5_000_000));
  });
});
afterAll(() => server.close());

test('a redirect is told and not followed, and its body is not read', async () => {
  const hop = await askForHop(new URL(server.url), OPTIONS);
  expect(hop).toMatchObject({ status: 302, location: 'https://www.google.com/maps?q=-20.8,-49.3' });
  expect(server.received[0]?.headers['user-agent']).toBe('test');
});

describe('refused before anything is sent', () => {
  test.each([
    ['http', 'http://maps.app.goo.gl/x', 'INSECURE'],
    ['a number', 'https://10.0.0.8/x', PRIVATE_ADDRESS],
    ['a number in brackets', 'https://[::1]/x', PRIVATE_ADDRESS],
    ['a name of this machine', 'https://localhost/x', PRIVATE_ADDRESS],
  ])('%s', async (_, url, code) => {
    const refusal = askForHop(new URL(url), { ...OPTIONS, isLocal: false });
    await expect(refusal).rejects.toMatchObject({ name: 'TransportFailure', code });
  });
});

test('silence ends, and the address is in no message', async () => {
  server.answerWith(() => undefined);
  const url = new URL(`${server.url}Rua-das-Acacias`);
  const waiting = askForHop(url, { ...OPTIONS, timeoutMs: 100 });
  await expect(waiting).rejects.toMatchObject({
    ...{ code: 'ATTEMPT_TIMED_OUT', message: expect.not.stringContaining('Acacias') },
  });
});

test('an aborted caller gets its own reason', async () => {
  const stop = new AbortController();
  const waiting = askForHop(new URL(server.url), { ...OPTIONS, signal: stop.signal });
  stop.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});

test.each([
  ['127.0.0.1', true],
  ['10.1.2.3', true],
  ['172.31.0.1', true],
  ['192.168.1.1', true],
  ['169.254.169.254', true],
  ['100.64.0.1', true],
  ['0.0.0.0', true],
  ['224.0.0.1', true],
  ['::1', true],
  ['fe80::1', true],
  ['fd00::1', true],
  ['::ffff:10.0.0.1', true],
  ['2002:0a00:0001::', true],
  ['172.32.0.1', false],
  ['142.250.79.46', false],
  ['2800:3f0:4001::200e', false],
])('%s is private: %s', (address, isPrivate) => {
  expect(isPrivateAddress(address)).toBe(isPrivate);
});
