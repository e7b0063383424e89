import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { codeOf, startBaseUnderTest, type BaseUnderTest } from './test-support/base-under-test.ts';

const encode = encodeURIComponent;
const sale = encode('Document_РеализацияТоваровУслуг');
const stock = encode('AccumulationRegister_ТоварыОрганизацийБУ');
const ledger = encode('AccountingRegister_Типовой');
const ref = '9f1d6c00-c7a1-41f1-8a10-5f0c2a7e4b11';
const one = `${sale}(guid'${ref}')`;
let base: BaseUnderTest;
let body: JsonObject;
let accounts: ReadonlyMap<string, string>;

beforeAll(async () => {
  base = await startBaseUnderTest({ scenario: 'small' });
});
beforeEach(async () => {
  await base.control('/reset', {});
  const first = async (set: string): Promise<JsonObject> =>
    (await base.list(`${encode(set)}?$top=1`))[0] ?? {};
  const buyer = await first('Catalog_Контрагенты');
  const chart = await base.list(encode('ChartOfAccounts_Типовой'));
  accounts = new Map(chart.map((row) => [String(row['Code']), String(row['Ref_Key'])]));
  body = {
    Ref_Key: ref,
    Date: '2026-11-22T14:05:00',
    ...{ УчитыватьНДС: true, СуммаВключаетНДС: true, СуммаДокумента: 232 },
    Организация_Key: (await first('Catalog_Организации'))['Ref_Key'] ?? '',
    Контрагент_Key: buyer['Ref_Key'] ?? '',
    ДоговорКонтрагента_Key: buyer['ОсновнойДоговорКонтрагента_Key'] ?? '',
    Склад_Key: (await first('Catalog_Склады'))['Ref_Key'] ?? '',
    СчетУчетаРасчетовСКонтрагентом_Key: accounts.get('1210') ?? '',
    СчетУчетаРасчетовПоАвансам_Key: accounts.get('3510') ?? '',
    Товары: [
      {
        ...{ LineNumber: 1, Количество: 2, Цена: 116, Сумма: 232, СуммаНДС: 32 },
        Номенклатура_Key: (await first('Catalog_Номенклатура'))['Ref_Key'] ?? '',
        СчетУчетаБУ_Key: accounts.get('1330') ?? '',
      },
    ],
  };
});
afterAll(() => base.fake.stop());

async function post(changes: JsonObject = {}): Promise<void> {
  await base.write('POST', sale, { ...body, ...changes });
  expect((await base.write('POST', `${one}/Post`)).status).toBe(200);
}

const table = (register: string, name: string, args = ''): string =>
  `${register}/${name}(${encode(args)})`;

/** What an account holds, debit less credit. */
async function balanceOf(code: string, period = '2026-12-01T00:00:00'): Promise<number> {
  const condition = `AccountCondition='Account_Key eq guid''${accounts.get(code) ?? ''}'''`;
  const args = `${condition},Period=datetime'${period}'`;
  const rows = await base.list(
    `${table(ledger, 'Balance', args)}?$select=${encode('Account_Key,СуммаBalance')}`,
  );
  return Number(rows[0]?.['СуммаBalance'] ?? 0);
}

describe('the ledger', () => {
  it('is moved by posting: debt, income, VAT and cost; and moved back', async () => {
    const goods = await balanceOf('1330');
    expect(goods).toBeGreaterThan(0);
    await post();
    expect([await balanceOf('1210'), await balanceOf('6010'), await balanceOf('3130')]).toEqual([
      232, -200, -32,
    ]);
    const cost = await balanceOf('7010');
    expect(cost).toBeGreaterThan(0);
    expect(await balanceOf('1330')).toBeCloseTo(goods - cost, 2);
    await base.write('POST', `${one}/Post`);
    expect(await balanceOf('1210')).toBe(232);
    await base.write('POST', `${one}/Unpost`);
    expect([await balanceOf('1210'), await balanceOf('1330')]).toEqual([0, goods]);
  });

  it('agrees with the stock register about what goods cost', async () => {
    const costOf = async (): Promise<number> => {
      const rows = await base.list(table(stock, 'Balance'));
      return rows.reduce((sum, row) => sum + Number(row['СтоимостьBalance']), 0);
    };
    await post();
    expect(await costOf()).toBeCloseTo(await balanceOf('1330'), 2);
  });

  it('takes an advance off', async () => {
    const counterparty = String(body['Контрагент_Key']);
    await base.act({
      do: 'pay-in-advance',
      counterparty,
      amount: 100,
      period: '2026-11-20T10:00:00',
    });
    await post();
    expect([await balanceOf('1210'), await balanceOf('3510')]).toEqual([132, 0]);
  });

  it('is kept by counterparty, which a cast finds', async () => {
    await post();
    const by = (ref: string): string =>
      table(
        ledger,
        'Balance',
        `Condition='ExtDimension1 eq cast(guid''${ref}'',''Catalog_Контрагенты'')'`,
      );
    const rows = await base.list(by(String(body['Контрагент_Key'])));
    expect(rows).toMatchObject([
      {
        ExtDimension1_Type: 'StandardODATA.Catalog_Контрагенты',
        ...{ СуммаBalance: 232, СуммаBalanceDr: 232, СуммаBalanceCr: 0 },
      },
    ]);
    expect(await base.list(by(ref))).toEqual([]);
  });

  it('tells what moved in a time, and what there was before and after', async () => {
    await post();
    const november =
      "StartPeriod=datetime'2026-11-01T00:00:00',EndPeriod=datetime'2026-11-30T23:59:59'";
    const select = `$select=${encode('Account_Key,СуммаTurnover,СуммаTurnoverDr,СуммаTurnoverCr')}`;
    const moved = await base.list(`${table(ledger, 'Turnovers', november)}?${select}`);
    expect(moved).toContainEqual({
      Account_Key: accounts.get('6010'),
      ...{ СуммаTurnover: -200, СуммаTurnoverDr: 0, СуммаTurnoverCr: 200 },
    });
    const december = "StartPeriod=datetime'2026-12-01T00:00:00'";
    const all = await base.list(table(ledger, 'BalanceAndTurnovers', december));
    expect(all).toContainEqual(
      expect.objectContaining({
        Account_Key: accounts.get('3130'),
        ...{ СуммаOpeningBalanceCr: 32, СуммаTurnover: 0, СуммаClosingBalance: -32 },
      }),
    );
  });

  it('shows its records by document and one by one', async () => {
    await post();
    const set = await base.json(`${ledger}(guid'${ref}')`);
    expect(set).toMatchObject({ Recorder: ref });
    const records = await base.list(`${ledger}_RecordType?$filter=${encode(`Сумма eq 32`)}`);
    expect(records).toMatchObject([
      { Recorder: ref, LineNumber: '2', AccountDr_Key: accounts.get('1210') },
    ]);
    expect((set['RecordSet'] as unknown[]).length).toBe(3);
    const written = await base.write('POST', ledger, {});
    expect([written.status, codeOf(written)]).toEqual([405, '19']);
  });
});

describe('the stock register', () => {
  it('tells receipts and expenses of a time', async () => {
    await post();
    const product = String((body['Товары'] as readonly JsonObject[])[0]?.['Номенклатура_Key']);
    const args = `StartPeriod=datetime'2026-11-01T00:00:00',Dimensions='Товар'`;
    expect(await base.list(table(stock, 'Turnovers', args))).toMatchObject([
      { Товар_Key: product, КоличествоTurnover: -2, КоличествоReceipt: 0, КоличествоExpense: 2 },
    ]);
    const both = await base.list(table(stock, 'BalanceAndTurnovers', args));
    const row = both.find((each) => each['Товар_Key'] === product) ?? {};
    expect(Number(row['КоличествоOpeningBalance']) - 2).toBe(row['КоличествоClosingBalance']);
    const unknown = await base.odata(table(stock, 'DrCrTurnovers'));
    expect([unknown.status, codeOf(unknown)]).toEqual([404, '11']);
  });

  it('has the last second of the month on records of a document without a time', async () => {
    await post({ Date: '2026-11-30T00:00:00' });
    const filter = `$filter=${encode("Period eq datetime'2026-11-30T23:59:59'")}`;
    expect(await base.list(`${stock}_RecordType?${filter}`)).toHaveLength(1);
    expect(await balanceOf('1210', '2026-11-30T23:59:59')).toBe(0);
    expect(await balanceOf('1210', '2026-12-01T00:00:00')).toBe(232);
  });
});

describe('numbers', () => {
  it('run per firm and year', async () => {
    const firms = await base.list(encode('Catalog_Организации'));
    const numbers: unknown[] = [];
    for (const [firm, year] of [
      ...[
        [0, 2026],
        [0, 2026],
        [1, 2026],
        [0, 2027],
        [1, 2026],
      ],
    ] as [number, number][]) {
      const { text } = await base.write('POST', sale, {
        Date: `${year}-01-15T10:00:00`,
        Организация_Key: firms[firm]?.['Ref_Key'] ?? '',
      });
      numbers.push((JSON.parse(text) as { Number: string }).Number.slice(-1));
    }
    expect(numbers).toEqual(['1', '2', '1', '1', '2']);
  });
});

describe('the mode of data exchange', () => {
  const loading = (path: string, method: string, sent: JsonObject): ReturnType<typeof base.odata> =>
    base.odata(path, {
      method,
      body: JSON.stringify(sent),
      headers: { '1C_OData-DataLoadMode': 'true' },
    });

  it('writes past the handlers, the closed period among them', async () => {
    await post();
    await base.act({ do: 'close-period', until: '2026-11-30' });
    expect(codeOf(await base.write('PATCH', one, { Комментарий: 'x' }))).toBe('-1');
    expect((await loading(one, 'PATCH', { Комментарий: 'x' })).status).toBe(200);
    expect(codeOf(await base.write('DELETE', one))).toBe('-1');
  });

  it('is refused where there are no handlers to pass: posting and registers', async () => {
    await base.write('POST', sale, body);
    const posted = await loading(`${one}/Post`, 'POST', {});
    expect([posted.status, codeOf(posted)]).toEqual([400, '17']);
    const record = await loading(encode('InformationRegister_ШтрихкодыНоменклатуры'), 'POST', {});
    expect([record.status, codeOf(record)]).toEqual([400, '17']);
  });
});
