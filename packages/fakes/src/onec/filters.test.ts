import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, startBaseUnderTest, type BaseUnderTest } from './test-support/base-under-test.ts';

const products = 'Catalog_Номенклатура';
const sale = 'Document_РеализацияТоваровУслуг';
const records = 'AccumulationRegister_ТоварыОрганизацийБУ_RecordType';
const encode = encodeURIComponent;
let base: BaseUnderTest;
let rows: readonly Record<string, unknown>[];

beforeAll(async () => {
  base = await startBaseUnderTest({ scenario: 'small' });
});
beforeEach(async () => {
  await base.control('/reset', {});
  rows = [];
});
afterAll(() => base.fake.stop());

const path = (set: string, filter: string): string =>
  `${encode(set)}?$filter=${encode(filter).replaceAll('%2B', '+')}`;
const refused = async (address: string): Promise<[number, string]> => {
  const answer = await base.odata(address);
  return [answer.status, codeOf(answer)];
};

/** A sale on a day whose parts the functions can take apart. */
async function writeSale(): Promise<void> {
  const [buyer] = await base.list(`${encode('Catalog_Контрагенты')}?$top=1`);
  await base.write('POST', encode(sale), {
    Date: '2026-01-31T23:05:59',
    СуммаДокумента: 31.5,
    Комментарий: 'Заказ 127',
    Контрагент_Key: buyer?.['Ref_Key'] ?? '',
    Товары: [{ LineNumber: 1, Количество: 2, Цена: 15.75 }],
  });
  rows = await base.list(encode(sale));
  expect(rows).toHaveLength(1);
}

describe('a function of $filter', () => {
  it.each([
    "substring(Комментарий,1,5) eq 'Заказ'",
    "substring(Комментарий,7) eq '127'",
    'hour(Date) eq 23 and minute(Date) eq 5 and second(Date) eq 59',
    'year(Date) eq 2026 and quarter(Date) eq 1 and month(Date) eq 1 and day(Date) eq 31',
    'dayofweek(Date) eq 6 and dayofyear(Date) eq 31',
    "dateadd(Date,'month',1) eq datetime'2026-02-28T23:05:59'",
    "dateadd(Date,'second',1) eq datetime'2026-01-31T23:06:00'",
    "dateadd(Date,'quarter',-1) eq datetime'2025-10-31T23:05:59'",
    "datedifference(Date,datetime'2026-02-01T00:00:00','day') eq 1",
    "datedifference(Date,datetime'2026-02-01','month') eq 1",
    "datedifference(Date,datetime'2026-01-31T23:59:00','hour') eq 0",
    'round(СуммаДокумента) eq 32 and round(-СуммаДокумента) eq -32',
    "concat(Комментарий,'!') eq 'Заказ 127!'",
    "like(Комментарий,'[а-я]аказ 1[^3]7')",
    "not like(Комментарий,'[^з]аказ%')",
    "isof(СуммаДокумента,'Number') and isof(Date,'Date') and isof(Posted,'Boolean')",
    "isof(Контрагент,'Catalog_Контрагенты')",
    "cast(Контрагент,'Catalog_Контрагенты')/Code eq '000000001'",
    "Контрагент/ОсновнойДоговорКонтрагента/НомерДоговора eq '1'",
    "substringof('заказ',Комментарий) eq true",
    'Товары/any() and Товары/any(d: d/Цена gt 10) and Товары/all(d: d/Количество lt 3)',
  ])('%s fits', async (filter) => {
    await writeSale();
    expect(await base.list(path(sale, filter))).toHaveLength(1);
  });

  it.each([
    "isof(СуммаДокумента,'String')",
    "isof(Контрагент,'Catalog_Склады')",
    "cast(СуммаДокумента,'String') eq '31.5'",
    'Услуги/any()',
    "datedifference(Date,datetime'2026-02-01T00:00:00','year') eq 1",
  ])('%s does not fit', async (filter) => {
    await writeSale();
    expect(await base.list(path(sale, filter))).toHaveLength(0);
  });
});

describe('the operators of $filter', () => {
  it.each([
    ['multiplication before addition', 'СуммаДокумента add 2 mul 10 eq 51.5'],
    ['brackets before all', '(СуммаДокумента add 2) mul 10 eq 335'],
    ['division before addition', 'СуммаДокумента sub 1 add 10 div 4 eq 28'],
    ['a minus before all operators', '-СуммаДокумента lt 0 and 0 sub -1 eq 1'],
    ['not before comparison', 'not Posted eq true'],
    ['order before equality', 'СуммаДокумента gt 1 eq true'],
    ['and before or', "Posted eq false or Posted eq true and Number eq 'x'"],
  ])('bind as the manual says: %s', async (_what, filter) => {
    await writeSale();
    expect(await base.list(path(sale, filter))).toHaveLength(1);
  });
});

describe('a composite field', () => {
  it('is compared with a cast only, and knows which set it points to', async () => {
    const [record] = await base.list(`${encode(records)}?$top=1`);
    const ref = String(record?.['Recorder']);
    const type = 'Document_ВводНачальныхОстатков';
    expect(record?.['Recorder_Type']).toBe(`StandardODATA.${type}`);
    expect(await base.list(path(records, `Recorder eq guid'${ref}'`))).toHaveLength(0);
    expect(await base.list(path(records, `isof(Recorder,'${sale}')`))).toHaveLength(0);
  });
});

describe('a query that makes no sense', () => {
  it.each([
    ['a field that is not there, in an empty set too', "Нет eq 'x'", '14'],
    ['a field of a reference that is not there', "Контрагент/Нет eq 'x'", '14'],
    ['a function that 1C has not', "toupper(Number) eq 'x'", '14'],
    ['a guid that is none', "Контрагент_Key eq guid'1'", '14'],
    ['a function with too few arguments', "substringof('x')", '21'],
    ['an argument of another type', "substringof('x',СуммаДокумента)", '21'],
    ['a unit that dates have not', "dateadd(Date,'week',1) eq Date", '21'],
    ['a lambda that there is not', 'Товары/none(d: d/Цена gt 1)', '21'],
    ['a type that there is not', "isof(Number,'Catalog_Нет')", '21'],
  ])('%s is refused', async (_what, filter, code) => {
    expect(await refused(path(sale, filter))).toEqual([400, code]);
  });

  it('orders by nothing that is not there, and by references and functions that are', async () => {
    const set = encode(products);
    const by = (order: string): string => `${set}?$orderby=${encode(order)}`;
    expect(await refused(by('Нет'))).toEqual([400, '14']);
    expect(await refused(by('Code up'))).toEqual([400, '14']);
    const list = await base.list(by('БазоваяЕдиницаИзмерения/Code desc, substring(Code,4) asc'));
    const codes = list.slice(0, 10).map((row) => String(row['Code']));
    expect(codes).toEqual(codes.toSorted());
    expect(await refused(`${set}?$select=${encode('Нет')}`)).toEqual([400, '14']);
  });

  it('asks for no form that there is not', async () => {
    expect((await base.odata(`${encode(products)}?$format=csv`)).status).toBe(406);
  });
});

describe('bases differ in filters', () => {
  it('one passes over the deletion mark', async () => {
    const marked = path(products, 'DeletionMark eq true');
    expect(await base.list(marked)).toHaveLength(1);
    await base.act({ do: 'set-filters', deletionMark: 'ignored' });
    expect(await base.list(marked)).toHaveLength(65);
    const both = "DeletionMark eq true and startswith(Code,'00-9')";
    expect(await base.list(path(products, both))).toHaveLength(5);
  });

  it('one finds nothing by a field that is not there', async () => {
    await base.act({ do: 'set-filters', wrongField: 'empty' });
    expect(await base.list(path(products, "Нет eq 'x'"))).toHaveLength(0);
    expect(await refused(path(products, '(Code'))).toEqual([400, '14']);
  });

  it('one passes over a filter with a plus', async () => {
    const filter = path(products, "Code+eq+'x'");
    expect(await refused(filter)).toEqual([400, '14']);
    await base.act({ do: 'set-filters', plus: 'ignored' });
    expect(await base.list(filter)).toHaveLength(65);
  });
});
