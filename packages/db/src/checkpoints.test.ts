import { afterAll, beforeEach, expect, inject, test } from 'vitest';
import {
  findCheckpoint,
  listCheckpoints,
  removeCheckpoint,
  saveCheckpoint,
} from './checkpoints.ts';
import { inTransaction } from './client.ts';
import { saveLink } from './links.ts';
import { openMigratedDatabase } from './testing.ts';

const database = await openMigratedDatabase(inject('postgresUrl'));
const sql = database.pool;
afterAll(() => database.remove());
beforeEach(() => sql.query('TRUNCATE checkpoint, link'));

const stream = { integration: 'bitrix24-deals', account: 'default', stream: 'deals' };

test('a stream that was never read has no checkpoint', async () => {
  expect(await findCheckpoint(sql, stream)).toBeUndefined();
});

test('the newest position is read as it was saved', async () => {
  await saveCheckpoint(sql, { ...stream, position: { lastId: '50' } });
  await saveCheckpoint(sql, { ...stream, position: ['100', null, 1.5] });

  expect(await findCheckpoint(sql, stream)).toMatchObject({
    ...stream,
    position: ['100', null, 1.5],
  });
});

test('a checkpoint stands or falls with the rows it covers', async () => {
  const row = {
    ...{ integration: 'bitrix24-deals', leftKind: 'deal', leftId: '1' },
    ...{ rightKind: 'row', rightId: '1', fingerprint: null },
  };
  await saveCheckpoint(sql, { ...stream, position: '0' });
  const work = inTransaction(sql, async (transaction) => {
    await saveLink(transaction, row);
    await saveCheckpoint(transaction, { ...stream, position: '50' });
    throw new Error('killed');
  });

  await expect(work).rejects.toThrow('killed');
  expect((await findCheckpoint(sql, stream))?.position).toBe('0');
});

test('streams are told apart and listed', async () => {
  await saveCheckpoint(sql, { ...stream, position: 1 });
  await saveCheckpoint(sql, { ...stream, account: 'second', position: 2 });
  await saveCheckpoint(sql, { ...stream, integration: 'reports', position: 3 });

  expect((await listCheckpoints(sql)).map(({ position }) => position)).toEqual([1, 2, 3]);
  expect(await listCheckpoints(sql, 'reports')).toHaveLength(1);
});

test('a removed checkpoint makes the next read begin anew', async () => {
  await saveCheckpoint(sql, { ...stream, position: 1 });

  await removeCheckpoint(sql, stream);

  expect(await findCheckpoint(sql, stream)).toBeUndefined();
});
