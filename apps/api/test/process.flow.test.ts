import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { inTransaction } from '@ponte/db/client';
import { countLockWaiters, openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { bareEnv } from '@ponte/servers/child-process';
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';
import { DOMAIN, eventually, TOKEN } from './start-test-api.ts';
import { postForm, toDealEvent } from './webhook-bodies.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

let database: TestDatabase;
let child: ChildProcess | undefined;

beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
});
afterEach(() => {
  child?.kill('SIGKILL');
});
afterAll(() => database.remove());

/** The api as its own process, with everything that it says. */
function launch(databaseUrl: string): { process: ChildProcess; said: () => string } {
  const env = {
    ...bareEnv(process.env),
    ...{ DATABASE_URL: databaseUrl, SERVER_PORT: '0' },
    ...{ BITRIX24_DOMAIN: DOMAIN, BITRIX24_APPLICATION_TOKEN: TOKEN },
  };
  const started = (child = spawn(process.execPath, [MAIN], { env, stdio: 'pipe' }));
  let said = '';
  started.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  started.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return { process: started, said: () => said };
}

it('ends within its deadline while an event cannot be stored', async () => {
  const { process: api, said } = launch(database.url);
  const url = await eventually(async () =>
    Promise.resolve(/"url":"([^"]+)"[^\n]*api\.started/.exec(said())?.[1]),
  );
  await inTransaction(database.pool, async (sql) => {
    await sql.query('LOCK TABLE inbound_event');
    // One whose time is over before it waits for the table is answered and sent once more.
    let isAnswered = true;
    let answered = Promise.resolve(0);
    const post = async (): Promise<number> => {
      isAnswered = false;
      const { status } = await postForm(`${url}/webhook/bitrix24`, toDealEvent('1'));
      isAnswered = true;
      return status;
    };
    await eventually(async () => {
      if (isAnswered) answered = post();
      return (await countLockWaiters(database)) > 0;
    });
    const ended = once(api, 'exit');
    api.kill('SIGTERM');
    expect(await answered).toBe(503);
    expect(await ended).toEqual([0, null]);
  });
  expect(said()).toContain('api.stopped');
});

it('ends with the exit code of a wrong set-up when the database is newer', async () => {
  await database.pool.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at)
     VALUES ('x', 'x', '29990101000000_of_the_future', now())`,
  );
  const { process: api, said } = launch(database.url);
  expect(await once(api, 'exit')).toEqual([2, null]);
  expect(said()).toContain('It was used by a newer version: start that version');
  expect(said()).not.toContain('database.unreachable');
});
