import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, startBaseUnderTest, type BaseUnderTest } from './test-support/base-under-test.ts';

const encode = encodeURIComponent;
const sale = encode('Document_РеализацияТоваровУслуг');
const goods = encode('Document_РеализацияТоваровУслуг_Товары');
const barcodes = encode('InformationRegister_ШтрихкодыНоменклатуры');
const ref = '9f1d6c00-c7a1-41f1-8a10-5f0c2a7e4b11';
const one = `${sale}(guid'${ref}')`;
const atom = { headers: { accept: 'application/atom+xml' } };
let base: BaseUnderTest;

beforeAll(async () => {
  base = await startBaseUnderTest({ scenario: 'small' });
});
beforeEach(async () => {
  await base.control('/reset', {});
  const [buyer] = await base.list(`${encode('Catalog_Контрагенты')}?$top=1`);
  const written = await base.write('POST', sale, {
    Ref_Key: ref,
    Date: '2026-11-22T14:05:00',
    Контрагент_Key: buyer?.['Ref_Key'] ?? '',
    Комментарий: 'A & B <1>',
    Товары: [
      { LineNumber: 1, Количество: 2, Цена: 100 },
      { LineNumber: 2, Количество: 1, Цена: 50 },
    ],
  });
  expect(written.status).toBe(201);
});
afterAll(() => base.fake.stop());

describe('Atom', () => {
  it('gives a single entity as an entry with its table parts and links', async () => {
    const { text, headers } = await base.odata(one, atom);
    expect(headers.get('content-type')).toBe('application/atom+xml;type=entry;charset=utf-8');
    expect(text).toMatch(/^<\?xml[^>]*>\n<entry xmlns="http:\/\/www.w3.org\/2005\/Atom"/);
    expect(text).not.toContain('<feed');
    expect(text).toContain('<d:Комментарий>A &amp; B &lt;1&gt;</d:Комментарий>');
    const type = 'StandardODATA.Document_РеализацияТоваровУслуг_Товары_RowType';
    expect(text).toContain(`<d:Товары m:type="Collection(${type})"><d:element m:type="${type}">`);
    expect(text.match(/<d:element /g)).toHaveLength(2);
    expect(text).toContain('/related/Контрагент"');
    expect(text).toContain('<link rel="edit"');
  });

  it('gives a list as a feed, what is expanded inside its link, and the count at the end', async () => {
    const { text, headers } = await base.odata(
      `${sale}?$expand=${encode('Контрагент')}&$inlinecount=allpages`,
      atom,
    );
    expect(headers.get('content-type')).toContain('type=feed');
    expect(text).toMatch(/<m:inline><entry>.*<d:Description>ТОО &quot;Покупатель 1&quot;/s);
    expect(text).toContain('<m:count>1</m:count></feed>');
  });

  it('describes the interface too', async () => {
    const { text, headers } = await base.odata('', atom);
    expect(headers.get('content-type')).toContain('application/atomsvc+xml');
    expect(text).toContain('<collection href="Catalog_Склады">');
  });

  it('is taken as the body of a write, and refused when it is no XML', async () => {
    const entry = (name: string): string =>
      `<?xml version="1.0"?><entry xmlns="http://www.w3.org/2005/Atom" xmlns:d="x" xmlns:m="y"><content type="application/xml"><m:properties><d:Комментарий>${name}</d:Комментарий><d:СуммаДокумента>12.5</d:СуммаДокумента><d:Posted>false</d:Posted><d:Товары m:type="Collection(t)"><d:element><d:LineNumber>1</d:LineNumber><d:Количество>3</d:Количество></d:element></d:Товары></m:properties></content></entry>`;
    const send = (body: string): ReturnType<typeof base.odata> =>
      base.odata(sale, { method: 'POST', body, ...atom });
    const created = await send(entry('Иванов &amp; сын'));
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toContain(sale);
    expect(created.text).toContain('<d:Комментарий>Иванов &amp; сын</d:Комментарий>');
    expect(created.text).toContain('<d:Количество>3</d:Количество>');
    const broken = await send(entry('Иванов & сын'));
    expect([broken.status, broken.text]).toEqual([400, expect.stringContaining('<m:code>2<')]);
    expect((await send(entry('a < b'))).status).toBe(400);
  });
});

describe('what an entity points to', () => {
  it('is read behind its address: an object, a value, the rows of a table part', async () => {
    const buyer = await base.json(`${one}/${encode('Контрагент')}`);
    expect(buyer).toMatchObject({ Code: '000000001' });
    const name = await base.json(`${one}/${encode('Контрагент')}/Description`);
    expect(name['value']).toBe('ТОО "Покупатель 1"');
    const lines = await base.list(`${one}/${encode('Товары')}`);
    expect(lines.map((line) => line['LineNumber'])).toEqual(['1', '2']);
    const xml = await base.odata(`${one}/Number`, atom);
    expect(xml.text).toMatch(/<d:Number [^>]*>00000000001<\/d:Number>$/);
    const absent = await base.odata(`${one}/${encode('Нет')}`);
    expect([absent.status, codeOf(absent)]).toEqual([404, '10']);
    const empty = await base.odata(`${one}/${encode('Склад')}`);
    expect([empty.status, codeOf(empty)]).toEqual([404, '9']);
  });

  it('is expanded in lists, path by path, and never for one entity or in a table part', async () => {
    const expand = (path: string): string => `$expand=${encode(path)}`;
    const deep = 'Контрагент/ОсновнойДоговорКонтрагента,Склад';
    const [row] = await base.list(`${sale}?${expand(deep)}`);
    expect(row).toMatchObject({
      Контрагент: { ОсновнойДоговорКонтрагента: { НомерДоговора: '1' } },
      Склад: null,
    });
    const select = `$select=${encode('Number,Контрагент/Code')}`;
    expect(await base.list(`${sale}?${expand('Контрагент')}&${select}`)).toEqual([
      { Number: '00000000001', Контрагент: { Code: '000000001' } },
    ]);
    const single = await base.odata(`${one}?${expand('Контрагент')}`);
    expect([single.status, codeOf(single)]).toEqual([400, '0']);
    const part = await base.odata(`${sale}?${expand('Товары')}`);
    expect([part.status, codeOf(part)]).toEqual([400, '0']);
    const wrong = await base.odata(`${sale}?${expand('Нет')}`);
    expect([wrong.status, codeOf(wrong)]).toEqual([400, '14']);
  });

  it('is shown as people see it when that is asked for', async () => {
    const select = encode('Контрагент____Presentation,Posted____Presentation,Presentation');
    expect(await base.list(`${sale}?$select=${select}`)).toEqual([
      {
        Контрагент____Presentation: 'ТОО "Покупатель 1"',
        Posted____Presentation: 'Нет',
        Presentation: 'РеализацияТоваровУслуг 00000000001 от 22.11.2026 14:05:00',
      },
    ]);
    const [bare] = await base.list(`${sale}?$select=**`);
    expect(bare).not.toHaveProperty('Товары');
    expect(await base.list(`${sale}?$select=${encode('Товары/Цена')}`)).toEqual([
      { Товары: [{ Цена: 100 }, { Цена: 50 }] },
    ]);
  });

  it('is named in full metadata', async () => {
    const { text } = await base.odata(one, {
      headers: { accept: 'application/json;odata=fullmetadata' },
    });
    expect(text).toContain('"Контрагент@navigationLinkUrl"');
    expect(text).toContain('"Date@odata.type":"Edm.DateTime"');
    const { text: metadata } = await base.odata('$metadata');
    expect(metadata).toContain('<NavigationProperty Name="Контрагент"');
    expect(metadata).toContain('<EntityType Name="Document_РеализацияТоваровУслуг_Товары">');
  });
});

describe('the rows of a table part', () => {
  it('are a set that is read and filtered, row by row', async () => {
    const filter = `$filter=${encode('Цена gt 60')}`;
    expect(await base.list(`${goods}?${filter}`)).toMatchObject([
      { Ref_Key: ref, LineNumber: '1', Цена: 100 },
    ]);
    const key = `${goods}(Ref_Key=guid'${ref}',LineNumber=2)`;
    expect(await base.json(key)).toMatchObject({ Цена: 50 });
    const short = await base.odata(`${goods}(Ref_Key=guid'${ref}')`);
    expect([short.status, codeOf(short)]).toEqual([400, '7']);
  });

  it('cannot be created alone, nor changed', async () => {
    const created = await base.write('POST', goods, { Ref_Key: ref, LineNumber: 3 });
    expect([created.status, codeOf(created)]).toEqual([400, '13']);
    const key = `${goods}(Ref_Key=guid'${ref}',LineNumber=2)`;
    const changed = await base.write('PATCH', key, { Цена: 1 });
    expect([changed.status, codeOf(changed)]).toEqual([405, '19']);
  });
});

describe('a record of a register', () => {
  it('is written with 200, read by its key, and never written over by a second one', async () => {
    const record = { Штрихкод: "46'1", Номенклатура_Key: ref };
    const created = await base.write('POST', barcodes, record);
    expect([created.status, JSON.parse(created.text)]).toEqual([
      200,
      expect.not.objectContaining({ Ref_Key: expect.anything() }),
    ]);
    const key = `${barcodes}(${encode("Штрихкод='46''1'")})`;
    const other = { ...record, Номенклатура_Key: '11111111-1111-1111-1111-111111111111' };
    const again = await base.write('POST', barcodes, other);
    expect([again.status, codeOf(again)]).toEqual([400, '15']);
    expect(await base.json(key)).toMatchObject(record);
    await base.write('PATCH', key, { Номенклатура_Key: other.Номенклатура_Key });
    expect(await base.json(key)).toMatchObject(other);
    expect((await base.write('DELETE', key)).status).toBe(204);
  });
});
