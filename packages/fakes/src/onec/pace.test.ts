import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startBaseUnderTest, type BaseUnderTest } from './test-support/base-under-test.ts';

const encode = encodeURIComponent;
const buyers = encode('Catalog_Контрагенты');
const warehouses = encode('Catalog_Склады');
const ledger = encode('AccountingRegister_Типовой');
let base: BaseUnderTest;

beforeAll(async () => {
  base = await startBaseUnderTest({
    scenario: 'small',
    time: { scale: 1, originMs: Date.UTC(2026, 10, 22) },
  });
});
beforeEach(async () => void (await base.control('/reset', {})));
afterAll(() => base.fake.stop());

const nowMs = async (): Promise<number> => Date.parse(String((await base.state())['now']));
const received = async (): Promise<unknown> =>
  (JSON.parse((await base.control('/counters')).text) as { requests: number }).requests;

/** How much virtual time a request takes: a minute passes while it waits. */
async function takes(path: string): Promise<number> {
  const [start, before] = [await nowMs(), Number(await received())];
  const answer = base.odata(path);
  await expect.poll(received).toBe(before + 1);
  await base.control('/clock', { advanceMs: 60_000 });
  expect((await answer).status).toBe(200);
  const { requests } = JSON.parse((await base.control('/requests?limit=1')).text) as {
    requests: { at: string }[];
  };
  return Date.parse(requests[0]?.at ?? '') - start;
}
const slow = expect.toSatisfy((ms: number) => ms >= 12_000, 'slow');
const fast = expect.toSatisfy((ms: number) => ms < 12_000, 'fast');

describe('a base that nobody used for a while', () => {
  it('answers the first request late, and the next at once', async () => {
    await base.act({ do: 'set-cold-start', ms: 12_000, idleMs: 300_000 });
    expect(await takes(warehouses)).toEqual(slow);
    expect(await takes(warehouses)).toEqual(fast);
    await base.control('/clock', { advanceMs: 301_000 });
    expect(await takes(warehouses)).toEqual(slow);
  });
});

describe('a set', () => {
  it('has a time of its own, which a read of nothing does not take', async () => {
    await base.act({ do: 'set-latency', sets: { Catalog_Контрагенты: 12_000 } });
    expect(await takes(buyers)).toEqual(slow);
    expect(await takes(`${buyers}?$top=0`)).toEqual(fast);
    expect(await takes(warehouses)).toEqual(fast);
  });

  it('may be slow even with nothing to read, and so may a table', async () => {
    await base.act({
      do: 'set-slow-sets',
      sets: { Catalog_Контрагенты: 12_000, 'AccountingRegister_Типовой/Balance': 12_000 },
    });
    expect(await takes(`${buyers}?$top=0`)).toEqual(slow);
    expect(await takes(`${ledger}/Balance()?$top=0`)).toEqual(slow);
    expect(await takes(`${ledger}/Turnovers()?$top=0`)).toEqual(fast);
  });

  it('is named right, or the switch says which sets there are', async () => {
    const refused = await base.control('/act', { do: 'set-slow-sets', sets: { Нет: 1 } });
    expect(refused.text).toContain('Catalog_Контрагенты');
  });
});

describe('rights', () => {
  it('are refused with 401 or 403, and the service by its own name', async () => {
    await base.act({ do: 'set-rights', denied: ['Catalog_Склады', 'hs'], answer: '403' });
    expect((await base.odata(warehouses)).status).toBe(403);
    const service = await base.send('/hs/bitrix-integration/create_order', { method: 'POST' });
    expect(service.status).toBe(403);
  });
});
