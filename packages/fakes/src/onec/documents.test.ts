import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { codeOf, startBaseUnderTest, type BaseUnderTest } from './test-support/base-under-test.ts';

const sale = encodeURIComponent('Document_РеализацияТоваровУслуг');
const ref = '9f1d6c00-c7a1-41f1-8a10-5f0c2a7e4b11';
const one = `${sale}(guid'${ref}')`;
let base: BaseUnderTest;
let body: JsonObject;

beforeAll(async () => {
  base = await startBaseUnderTest({ scenario: 'small' });
});
beforeEach(async () => {
  await base.control('/reset', {});
  body = await saleBody();
});
afterAll(() => base.fake.stop());

async function firstOf(set: string): Promise<Record<string, string>> {
  const { rows } = await base.state(`?set=${encodeURIComponent(set)}`);
  return (rows as Record<string, string>[])[0] ?? {};
}

async function saleBody(): Promise<JsonObject> {
  const buyer = await firstOf('Catalog_Контрагенты');
  const account = (await firstOf('ChartOfAccounts_Типовой'))['Ref_Key'] ?? '';
  return {
    Ref_Key: ref,
    Date: '2026-11-22T14:05:00',
    Организация_Key: (await firstOf('Catalog_Организации'))['Ref_Key'] ?? '',
    Контрагент_Key: buyer['Ref_Key'] ?? '',
    ДоговорКонтрагента_Key: buyer['ОсновнойДоговорКонтрагента_Key'] ?? '',
    Склад_Key: (await firstOf('Catalog_Склады'))['Ref_Key'] ?? '',
    СчетУчетаРасчетовСКонтрагентом_Key: account,
    Товары: [
      {
        ...{ LineNumber: 1, Количество: 2, Цена: 100, Сумма: 200, Коэффициент: 1 },
        Номенклатура_Key: (await firstOf('Catalog_Номенклатура'))['Ref_Key'] ?? '',
        СчетУчетаБУ_Key: account,
      },
    ],
  };
}

async function quantity(period: string): Promise<number> {
  const args = `Dimensions='Товар,Склад',Period=datetime'${period}'`;
  const rows = await base.list(
    `${encodeURIComponent('AccumulationRegister_ТоварыОрганизацийБУ')}/Balance(${encodeURIComponent(args)})`,
  );
  const [line] = body['Товары'] as readonly JsonObject[];
  const found = rows.find(
    (row) =>
      row['Товар_Key'] === line?.['Номенклатура_Key'] && row['Склад_Key'] === body['Склад_Key'],
  );
  return Number(found?.['КоличествоBalance'] ?? 0);
}

describe('a sale', () => {
  it('gets its number at once and moves the stock only when posted', async () => {
    const created = await base.write('POST', sale, body);
    expect(JSON.parse(created.text)).toMatchObject({ Number: '00000000001', Posted: false });
    expect(created.text).toContain('"LineNumber":"1"');
    const before = await quantity('2026-12-01T00:00:00');
    const posted = await base.write('POST', `${one}/Post?PostingModeOperational=false`);
    expect([posted.status, posted.text]).toEqual([200, '']);
    expect(await quantity('2026-12-01T00:00:00')).toBe(before - 2);
    expect(await quantity('2026-11-22T14:05:00')).toBe(before);
    await base.write('POST', `${one}/Post`);
    expect(await quantity('2026-12-01T00:00:00')).toBe(before - 2);
    await base.write('POST', `${one}/Unpost`);
    expect(await quantity('2026-12-01T00:00:00')).toBe(before);
  });

  it('is numbered per firm and year', async () => {
    const other = '9f1d6c00-c7a1-41f1-8a10-5f0c2a7e4b12';
    await base.write('POST', sale, body);
    const next = await base.write('POST', sale, { ...body, Ref_Key: other });
    expect(JSON.parse(next.text)).toMatchObject({ Number: '00000000002' });
    const past = { ...body, Ref_Key: other.replace(/2$/, '3'), Date: '2025-01-05T00:00:00' };
    expect(JSON.parse((await base.write('POST', sale, past)).text)).toMatchObject({
      Number: '00000000001',
    });
  });

  it('with Posted set by a write has no movements', async () => {
    const before = await quantity('2026-12-01T00:00:00');
    await base.write('POST', sale, body);
    await base.write('PATCH', one, { Posted: true });
    expect(await base.json(`${one}?$format=json`)).toMatchObject({ Posted: true });
    expect(await quantity('2026-12-01T00:00:00')).toBe(before);
  });

  it.each([
    ['no line number', [{ Количество: 1 }], 500, '-1'],
    ['a line number as text', [{ LineNumber: '1' }], 500, '-1'],
    ['numbers from two on', [{ LineNumber: 2 }], 400, '4'],
  ])('with %s is refused', async (_what, rows, status, code) => {
    const answer = await base.write('POST', sale, { ...body, Товары: rows });
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
  });

  it.each([
    ['a contract', { ДоговорКонтрагента_Key: null }, 'Договор'],
    ['an account', { СчетУчетаРасчетовСКонтрагентом_Key: null }, 'Счет учета'],
    ['rows', { Товары: [] }, 'ни одной строки'],
  ])('without %s is stored and cannot be posted', async (_what, changes, words) => {
    expect((await base.write('POST', sale, { ...body, ...changes })).status).toBe(201);
    const posted = await base.write('POST', `${one}/Post`);
    expect([posted.status, codeOf(posted)]).toEqual([500, '-1']);
    expect(posted.text).toContain(words);
    expect(await base.json(one)).toMatchObject({ Posted: false });
  });

  it('in a closed period is stored unposted, and neither posted nor changed afterwards', async () => {
    await base.act({ do: 'close-period', until: '2026-11-22' });
    expect((await base.write('POST', sale, body)).status).toBe(201);
    expect((await base.write('POST', `${one}/Post`)).text).toContain('запрета изменения');
    await base.act({ do: 'open-period' });
    await base.write('POST', `${one}/Post`);
    await base.act({ do: 'close-period', until: '2026-11-22' });
    expect(codeOf(await base.write('PATCH', one, { Комментарий: 'поздно' }))).toBe('-1');
    expect(codeOf(await base.write('POST', `${one}/Unpost`))).toBe('-1');
  });

  it('of more than there is names the goods, unless nobody controls the stock', async () => {
    const rows = (body['Товары'] as readonly JsonObject[]).map((row) => ({
      ...row,
      Количество: 9_999,
    }));
    await base.write('POST', sale, { ...body, Товары: rows });
    expect((await base.write('POST', `${one}/Post`)).text).toContain('не хватает');
    await base.act({ do: 'set-stock-control', on: false });
    expect((await base.write('POST', `${one}/Post`)).status).toBe(200);
    expect(await quantity('2026-12-01T00:00:00')).toBeLessThan(0);
  });

  it('is found by lambdas, and its rows cannot be posted to a table part', async () => {
    await base.write('POST', sale, body);
    const [line] = body['Товары'] as readonly JsonObject[];
    const filter = `Товары/any(d: d/Номенклатура_Key eq guid'${String(line?.['Номенклатура_Key'])}')`;
    expect(await base.list(`${sale}?$filter=${encodeURIComponent(filter)}`)).toHaveLength(1);
    expect((await base.write('POST', `${sale}_Товары`, {})).status).toBe(404);
  });
});

describe('a balance', () => {
  it('is grouped by what is selected, and filtered by its condition', async () => {
    const register = encodeURIComponent('AccumulationRegister_ТоварыОрганизацийБУ');
    const all = await base.list(
      `${register}/Balance(Dimensions='')?$select=${encodeURIComponent('Склад_Key')}`,
    );
    expect(all).toHaveLength(3);
    const condition = `Condition='Склад_Key eq guid''${String(body['Склад_Key'])}'''`;
    const some = await base.list(`${register}/Balance(${encodeURIComponent(condition)})`);
    expect(new Set(some.map((row) => row['Склад_Key']))).toEqual(new Set([body['Склад_Key']]));
    expect(some.some((row) => row['КоличествоBalance'] === null)).toBe(true);
  });
});

describe('faults', () => {
  it('lose the answer after the effect', async () => {
    await base.control('/faults', [{ kind: 'lost-answer', match: { method: 'post *' }, count: 1 }]);
    await expect(base.write('POST', sale, body)).rejects.toThrow();
    expect((await base.odata(one)).status).toBe(200);
  });

  it('answer 500 before the effect and after it by turns', async () => {
    await base.control('/faults', [
      { kind: 'gateway', match: { method: 'post *' }, after: 'half' },
    ]);
    expect((await base.write('POST', sale, body)).status).toBe(502);
    expect((await base.odata(one)).status).toBe(404);
    expect((await base.write('POST', sale, body)).status).toBe(502);
    expect((await base.odata(one)).status).toBe(200);
  });

  it('on 1C:Fresh come as pages with status 200', async () => {
    await base.act({ do: 'set-fresh', on: true });
    await base.write('POST', sale, { ...body, Товары: [] });
    const posted = await base.write('POST', `${one}/Post`);
    expect([posted.status, posted.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
  });
});
