import { VendorError, type VendorErrorKind } from '@ponte/connectors/http/vendor-error';
import { expect, test } from 'vitest';
import { createKeptReads } from './kept-reads.ts';

const HOUR_MS = 3_600_000;
const failWith = (kind: VendorErrorKind) => (): Promise<string> =>
  Promise.reject(
    new VendorError({
      ...{ vendor: 'onec', account: 'default', operation: 'listWarehouses', kind },
      ...{ effect: 'read', message: 'What happened. What to do.' },
    }),
  );
const begin = () => {
  let nowMs = 0;
  const kept = createKeptReads({ nowMs: () => nowMs });
  const read = (readNow: () => Promise<string>) => kept.read('a/firms', HOUR_MS, readNow);
  const pass = (ms: number): void => {
    nowMs += ms;
  };
  return { kept, read, pass };
};
const give = (value: string) => (): Promise<string> => Promise.resolve(value);

test('an answer is kept as long as it is fresh, and read anew afterwards', async () => {
  const { read, pass } = begin();
  expect(await read(give('one'))).toBe('one');
  pass(HOUR_MS - 1);
  expect(await read(give('two'))).toBe('one');
  pass(1);
  expect(await read(give('two'))).toBe('two');
});

test('an older answer does while the vendor is unwell, for some hours', async () => {
  const { read, pass } = begin();
  await read(give('one'));
  pass(2 * HOUR_MS);
  expect(await read(failWith('unavailable'))).toBe('one');
  pass(3 * HOUR_MS);
  await expect(read(failWith('unavailable'))).rejects.toMatchObject({ kind: 'unavailable' });
});

test('a refusal is never hidden behind an older answer', async () => {
  const { read, pass } = begin();
  await read(give('one'));
  pass(HOUR_MS);
  await expect(read(failWith('auth_revoked'))).rejects.toMatchObject({ kind: 'auth_revoked' });
  await expect(read(failWith('rejected'))).rejects.toMatchObject({ kind: 'rejected' });
});

test('what is forgotten is read anew, of this account only', async () => {
  const { kept, read } = begin();
  await read(give('one'));
  kept.forget('b/');
  expect(await read(give('two'))).toBe('one');
  kept.forget('a/');
  expect(await read(give('two'))).toBe('two');
});
