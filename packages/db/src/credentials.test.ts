import { randomBytes } from 'node:crypto';
import { afterAll, beforeEach, expect, inject, test } from 'vitest';
import {
  findCredential,
  findKeyringProblems,
  listCredentials,
  removeCredential,
  resealCredentials,
  saveCredential,
} from './credentials.ts';
import { openKeyring } from './keyring.ts';
import { openMigratedDatabase } from './testing.ts';

const database = await openMigratedDatabase(inject('postgresUrl'));
const db = database.prisma;
afterAll(() => database.remove());
beforeEach(() => database.pool.query('TRUNCATE credential'));

const makeKey = (): string => randomBytes(32).toString('base64');
const oldKey = `old:${makeKey()}`;
const newKey = `new:${makeKey()}`;
const keyring = openKeyring(oldKey);
const place = { vendor: 'bling', account: 'default', name: 'refresh-token' };

test('a secret is read as it was stored, and the newest counts', async () => {
  expect(await findCredential(db, keyring, place)).toBeUndefined();
  await saveCredential(db, keyring, { ...place, secret: 'first' });
  await saveCredential(db, keyring, { ...place, secret: 'çecond' });

  expect(await findCredential(db, keyring, place)).toBe('çecond');
  expect(await listCredentials(db)).toMatchObject([{ ...place, keyId: 'old' }]);
  expect(await removeCredential(db, place)).toBe(true);
  expect(await removeCredential(db, place)).toBe(false);
  expect(await findCredential(db, keyring, place)).toBeUndefined();
});

test('fifty canaries are nowhere in a dump of the table, in no spelling', async () => {
  const canaries = Array.from({ length: 50 }, () => `canary-${randomBytes(12).toString('hex')}`);
  for (const [index, secret] of canaries.entries()) {
    await saveCredential(db, keyring, { ...place, account: `account-${index}`, secret });
  }

  const { rows } = await database.pool.query<{ row: string; bytes: Buffer }>(
    'SELECT credential::text AS row, ciphertext AS bytes FROM credential',
  );
  const dump = rows.map(({ row, bytes }) => row + bytes.toString('latin1')).join('\n');
  const found = canaries.filter((canary) =>
    [canary, toHex(canary), Buffer.from(canary).toString('base64')].some((spelling) =>
      dump.includes(spelling),
    ),
  );

  expect(rows).toHaveLength(50);
  expect(found).toEqual([]);
});

test("a ciphertext copied into another account's row does not open there", async () => {
  await saveCredential(db, keyring, { ...place, secret: 'canary' });
  await saveCredential(db, keyring, { ...place, account: 'second', secret: 'other' });
  await database.pool.query(
    `UPDATE credential SET ciphertext =
       (SELECT ciphertext FROM credential WHERE account = 'default') WHERE account = 'second'`,
  );

  const copied = findCredential(db, keyring, { ...place, account: 'second' });
  await expect(copied).rejects.toThrow('bling/second/refresh-token does not open');
  await expect(copied).rejects.not.toThrow('canary');
});

test('keys are exchanged while secrets are read and written', async () => {
  await saveCredential(db, keyring, { ...place, secret: 'kept' });
  await saveCredential(db, keyring, { ...place, account: 'second', secret: 'kept too' });
  const both = openKeyring(`${newKey},${oldKey}`);
  expect(await findCredential(db, both, place)).toBe('kept');
  expect(await findKeyringProblems(db, openKeyring(newKey))).toEqual([
    expect.stringContaining('The key "old" is missing from ENCRYPTION_KEY'),
  ]);

  expect(await resealCredentials(db, both)).toBe(2);
  expect(await resealCredentials(db, both)).toBe(0);

  const onlyNew = openKeyring(newKey);
  expect(await findKeyringProblems(db, onlyNew)).toEqual([]);
  expect(await findCredential(db, onlyNew, place)).toBe('kept');
  expect(await findCredential(db, onlyNew, { ...place, account: 'second' })).toBe('kept too');
});

test('sealing anew never brings an older secret back', async () => {
  const both = openKeyring(`${newKey},${oldKey}`);
  for (let round = 0; round < 10; round += 1) {
    await saveCredential(db, keyring, { ...place, secret: 'older' });
    await Promise.all([
      resealCredentials(db, both),
      saveCredential(db, both, { ...place, secret: `newer ${round}` }),
    ]);
    expect(await findCredential(db, both, place)).toBe(`newer ${round}`);
  }
});

test('another key under a known id is noticed at the start', async () => {
  await saveCredential(db, keyring, { ...place, secret: 'secret' });

  expect(await findKeyringProblems(db, keyring)).toEqual([]);
  expect(await findKeyringProblems(db, openKeyring(`old:${makeKey()}`))).toEqual([
    expect.stringContaining('another key has taken over this id'),
  ]);
});

function toHex(text: string): string {
  return Buffer.from(text).toString('hex');
}
