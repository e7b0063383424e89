import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { analyzeDeals, saveDealsInBulk, type BulkOutcome } from './bulk-deals.ts';
import { inTransaction } from './client.ts';
import { dealFields } from './deal-upsert.ts';
import { markDealsDeleted, saveDeals, type DealRow } from './deals.ts';
import { openMigratedDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
});
beforeEach(() => database.pool.query('TRUNCATE deal'));
afterAll(() => database.remove());

const at = (second: number): Date => new Date(Date.UTC(2026, 10, 22, 12, 0, second));
const nothing = Object.fromEntries(dealFields.map((field) => [field, null])) as unknown as DealRow;

function deal(id: string, change: Partial<DealRow> = {}): DealRow {
  return {
    ...nothing,
    ...{ account: 'a', id, title: 'Deal', categoryId: '0', stageId: 'NEW' },
    ...{ createdAt: at(0), modifiedAt: at(1), readAt: at(2), fingerprint: 'f', custom: {} },
    ...change,
  };
}

function save(deals: readonly DealRow[]): Promise<BulkOutcome> {
  return inTransaction(database.pool, (sql) => saveDealsInBulk(sql, 'a', deals));
}

async function readRows(): Promise<unknown[]> {
  const { rows } = await database.pool.query(
    `SELECT to_jsonb(d) - 'account' AS row FROM deal d ORDER BY id`,
  );
  return rows.map(({ row }: { row?: unknown }) => row);
}

/** As text, because what is compared to the letter should not pass through another parser. */
async function readTexts(): Promise<string[]> {
  const { rows } = await database.pool.query<{ row: string }>(
    'SELECT to_jsonb(d)::text AS row FROM deal d ORDER BY id',
  );
  return rows.map(({ row }) => row);
}

test('a batch of new deals is inserted', async () => {
  expect(await save([deal('1'), deal('2')])).toEqual({
    ...{ inserted: 2, updated: 0, unchanged: 0, stale: 0, differing: ['1', '2'] },
  });
});

test('an empty batch is nothing to do', async () => {
  expect(await save([])).toEqual({
    ...{ inserted: 0, updated: 0, unchanged: 0, stale: 0, differing: [] },
  });
});

test('several batches may share one transaction', async () => {
  const outcomes = await inTransaction(database.pool, async (sql) => [
    await saveDealsInBulk(sql, 'a', [deal('1')]),
    await saveDealsInBulk(sql, 'a', [deal('2'), deal('1', { fingerprint: 'g', readAt: at(3) })]),
  ]);
  expect(outcomes).toMatchObject([
    { inserted: 1, differing: ['1'] },
    { inserted: 1, updated: 1, differing: ['2', '1'] },
  ]);
});

test('what the transaction throws away leaves no row', async () => {
  const work = inTransaction(database.pool, async (sql) => {
    await saveDealsInBulk(sql, 'a', [deal('1')]);
    throw new Error('checkpoint not saved');
  });
  await expect(work).rejects.toThrow('checkpoint not saved');
  expect(await readRows()).toEqual([]);
  expect(await save([deal('1')])).toMatchObject({ inserted: 1 });
});

test('rows that did not change are not touched', async () => {
  await save([deal('1'), deal('2')]);
  const { rows: before } = await database.pool.query('SELECT ctid, xmin FROM deal ORDER BY id');
  expect(await save([deal('1', { readAt: at(9) }), deal('2', { readAt: at(9) })])).toEqual({
    ...{ inserted: 0, updated: 0, unchanged: 2, stale: 0, differing: [] },
  });
  const { rows: after } = await database.pool.query('SELECT ctid, xmin FROM deal ORDER BY id');
  expect(after).toEqual(before);
});

test('an older state never overwrites a newer one, and is counted as stale', async () => {
  await saveDeals(database.pool, [deal('1', { title: 'new', modifiedAt: at(9) })]);
  expect(await save([deal('1', { title: 'old', fingerprint: 'o' })])).toMatchObject({ stale: 1 });
  expect(await readRows()).toMatchObject([{ title: 'new' }]);
});

test('a tombstone is lifted by a later read only, even of the same content', async () => {
  await save([deal('1')]);
  await markDealsDeleted(database.pool, { account: 'a', ids: ['1'], readAt: at(5) });
  expect(await save([deal('1', { readAt: at(4) })])).toMatchObject({ stale: 1 });
  expect(await save([deal('1', { readAt: at(6) })])).toMatchObject({ updated: 1 });
  expect(await readRows()).toMatchObject([{ deleted_at: null }]);
});

test('of the same deal twice in a batch the newer state stays, and the other is stale', async () => {
  const states = [deal('1', { title: 'new', modifiedAt: at(9) }), deal('1', { title: 'old' })];
  expect(await save(states)).toMatchObject({ inserted: 1, stale: 1 });
  expect(await readRows()).toMatchObject([{ title: 'new' }]);
});

test('deals that a live change stores meanwhile are merged by the same rules', async () => {
  const batch = Array.from({ length: 3_000 }, (_, n) =>
    deal(String(n), { comments: 'x'.repeat(500) }),
  );
  let saving: Promise<BulkOutcome> | undefined;
  await inTransaction(database.pool, async (sql) => {
    const newer = deal('1500', { title: 'newer', modifiedAt: at(9) });
    await saveDeals(sql, [newer, deal('7', { modifiedAt: at(0) })]);
    saving = save(batch);
    // It waits for this transaction as soon as it comes to a deal of it.
    await expect
      .poll(async () => {
        const { rows } = await database.pool.query(
          `SELECT 1 FROM pg_stat_activity
            WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0`,
        );
        return rows.length;
      })
      .toBeGreaterThan(0);
  });
  expect(await saving).toMatchObject({ inserted: 2_998, updated: 1, unchanged: 0, stale: 1 });
  const rows = await readRows();
  expect(rows).toHaveLength(3_000);
  expect(rows).toContainEqual(expect.objectContaining({ id: '1500', title: 'newer' }));
});

test('a batch of another account is refused', async () => {
  await expect(save([deal('1', { account: 'b' })])).rejects.toThrow('is of account b');
});

test('loads and live changes that meet in opposite order do not block each other', async () => {
  const ids = Array.from({ length: 300 }, (_, n) => String(n));
  const change = (n: number): DealRow[] => {
    const order = n % 2 === 0 ? ids : ids.toReversed();
    return order.map((id) => deal(id, { fingerprint: `f${n}`, readAt: at(10 + n) }));
  };
  const writers = Array.from({ length: 8 }, (_, n) =>
    n % 4 < 2 ? save(change(n)) : saveDeals(database.pool, change(n)),
  );
  await Promise.all(writers);
  const rows = await readRows();
  expect(rows).toHaveLength(300);
  expect(rows[0]).toMatchObject({ fingerprint: 'f7' });
});

const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    ...['', '\\N', '\\.', 'a\tb', 'a\nb\r\n', '\\', '\\\\n', '"', "'; DROP TABLE deal; --", '{}'],
    ...['\0', 'a\0b', '\\u0000', '\uD800', 'x\uDC00y', '🙂', 'қазақша', '\u2028', 'NULL', '\x7F'],
  ),
);
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 3 });
const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.integer({ min: 0, max: 99_999 }))
  .map(([whole, part]) => `${whole}.${String(part).padStart(5, '0')}`);
const instant = fc.date({ min: new Date(0), max: new Date('9990-01-01'), noInvalidDate: true });
const custom = fc.dictionary(
  nasty,
  fc.oneof(
    nasty,
    fc.array(nasty, { maxLength: 3 }),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constant(null),
    fc.record({ amount: decimal, currency: nasty }),
  ),
  { maxKeys: 6 },
);
const anyDeal = fc
  .record({
    ...{ title: orNull(nasty), comments: orNull(nasty), stageId: nasty, categoryId: nasty },
    ...{ opportunity: orNull(decimal), taxValue: orNull(decimal), isClosed: orNull(fc.boolean()) },
    ...{ isNew: fc.boolean(), createdAt: instant, modifiedAt: instant, beginAt: orNull(instant) },
    ...{ readAt: instant, fingerprint: nasty, custom },
  })
  .map((change) => deal('1', change));

test('whatever a row holds, a bulk save stores what a plain save stores', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyDeal, { minLength: 1, maxLength: 8 }), async (some) => {
      const deals = some.map((one, n) => ({ ...one, id: String(n) }));
      await database.pool.query('TRUNCATE deal');
      await saveDeals(database.pool, deals);
      const plain = await readTexts();
      await database.pool.query('TRUNCATE deal');
      expect(await save(deals)).toMatchObject({ inserted: deals.length });
      expect(await readTexts()).toEqual(plain);
    }),
    { numRuns: 60 },
  );
});

test('whatever is stored, a bulk save leaves what a plain save leaves', async () => {
  const state = fc.record({
    ...{ modified: fc.integer({ min: 1, max: 3 }), read: fc.integer({ min: 4, max: 6 }) },
    ...{ print: fc.constantFrom('f', 'g'), isDeleted: fc.boolean() },
  });
  type State = { modified: number; read: number; print: string };
  const toDeal = ({ modified, read, print }: State, id: string): DealRow =>
    deal(id, { modifiedAt: at(modified), readAt: at(read), fingerprint: print, title: print });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(state, state), { maxLength: 6 }), async (pairs) => {
      const before = pairs.map(([old], n) => toDeal(old, String(n)));
      const after = pairs.map(([, now], n) => toDeal(now, String(n)));
      const leave = async (work: () => Promise<unknown>): Promise<object[]> => {
        await database.pool.query('TRUNCATE deal');
        await saveDeals(database.pool, before);
        await database.pool.query('UPDATE deal SET deleted_at = read_at WHERE id = ANY($1)', [
          pairs.flatMap(([old], n) => (old.isDeleted ? [String(n)] : [])),
        ]);
        await work();
        const { rows } = await database.pool.query<object>(
          'SELECT id, title, deleted_at FROM deal ORDER BY id',
        );
        return rows;
      };
      const plain = await leave(() => saveDeals(database.pool, after));
      expect(await leave(() => save(after))).toEqual(plain);
    }),
    { numRuns: 30 },
  );
});

test('after a look at the table a deal among many is found by its index', async () => {
  await save(Array.from({ length: 2_000 }, (_, index) => deal(String(index + 1))));
  await analyzeDeals(database.pool);
  const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN SELECT title FROM deal WHERE account = 'a' AND id = ANY('{7,8,9}'::text[])`,
  );
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toContain('Index');
  expect(plan).toMatch(/rows=3\b/);
});
