import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { openDatabase } from '@ponte/db/client';
import { migrate } from '@ponte/db/migrate';
import { startBitrix24Fake, type Bitrix24Fake } from '@ponte/fakes/bitrix24';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTestEnv } from './start-test-api.ts';

/**
 * A managed PostgreSQL as far as its handshake: it agrees to encrypt and shows a certificate that
 * nobody signed. Behind it speaks no PostgreSQL, so a client that accepts it fails later.
 */
let portal: Bitrix24Fake;
let front: Server;
let address: string;
const sockets = new Set<Socket>();

beforeAll(async () => {
  portal = await startBitrix24Fake({ scenario: 'empty' });
  const tlsPort = Number(new URL(portal.tlsUrl).port);
  front = createServer((client) => {
    const certified = connect(tlsPort, '127.0.0.1');
    for (const socket of [client, certified]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    client.once('data', () => {
      client.write('S');
      client.pipe(certified).pipe(client);
    });
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const { port } = front.address() as AddressInfo;
  address = `postgresql://ponte:secret@127.0.0.1:${port}/ponte`;
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  front.close();
  await portal.stop();
});

async function findRefusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return '';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : '';
  }
}

const UNSIGNED = /SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS_CERT/;

describe.each([
  ['require', false],
  ['no-verify', false],
  ['verify-full', true],
] as const)('sslmode=%s', (mode, isAsked) => {
  it(`${isAsked ? 'refuses' : 'accepts'} a certificate that nobody signed, wherever it is used`, async () => {
    const { databaseUrl: url } = readTestEnv(`${address}?sslmode=${mode}`);
    const database = openDatabase({ url, applicationName: 'test', connectTimeoutMs: 5_000 });
    try {
      for (const work of [database.pool.query('SELECT 1'), migrate(url)]) {
        expect(UNSIGNED.test(await findRefusal(work))).toBe(isAsked);
      }
    } finally {
      await database.close();
    }
  });
});
