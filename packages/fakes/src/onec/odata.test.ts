import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, startBaseUnderTest, type BaseUnderTest } from './test-support/base-under-test.ts';

const products = 'Catalog_Номенклатура';
const encode = encodeURIComponent;
const zero = '00000000-0000-0000-0000-000000000000';
let base: BaseUnderTest;

beforeAll(async () => {
  base = await startBaseUnderTest({ scenario: 'small' });
});
beforeEach(async () => void (await base.control('/reset', {})));
afterAll(() => base.fake.stop());

const filtered = (filter: string): Promise<Record<string, unknown>[]> =>
  base.list(`${encode(products)}?$filter=${encode(filter)}`);

describe('the standard interface', () => {
  it('describes itself in XML with a BOM, and in nothing else', async () => {
    const { bytes, text, headers } = await base.odata('$metadata');
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(headers.get('content-type')).toContain('xml');
    expect(text).toContain('<EntityType Name="Catalog_Номенклатура">');
    expect(text).toContain('Name="Description" Type="Edm.String" Nullable="true" MaxLength="80"');
    expect(text).toContain('FunctionImport Name="Post"');
    expect((await base.odata('$metadata', { method: 'HEAD' })).status).toBe(405);
  });

  it('answers in JSON of three levels, and in Atom when JSON is not asked for', async () => {
    const set = encode('Catalog_Склады');
    expect(Object.keys(await base.json(`${set}?$top=1`))).toEqual(['odata.metadata', 'value']);
    const bare = await base.odata(set, {
      headers: { accept: 'application/json;odata=nometadata' },
    });
    expect(Object.keys(JSON.parse(bare.text) as object)).toEqual(['value']);
    const full = await base.odata(set, {
      headers: { accept: 'application/json;odata=fullmetadata' },
    });
    expect(full.text).toContain('"odata.type":"StandardODATA.Catalog_Склады"');
    const atom = await base.odata(set, { headers: { accept: 'application/atom+xml' } });
    expect(atom.text).toContain('<d:Description>Основной склад</d:Description>');
    expect((await base.odata('Catalog_%D0%A1клады?$format=json')).status).toBe(200);
  });

  it('lets nobody in without the password, and hides what is not published', async () => {
    const stranger = { headers: { authorization: 'Basic eDp5' } };
    expect((await base.odata(encode(products), stranger)).status).toBe(401);
    await base.act({ do: 'set-composition', without: [products] });
    const absent = await base.odata(encode(products));
    expect([absent.status, codeOf(absent)]).toEqual([404, '8']);
    await base.act({ do: 'set-rights', denied: ['Catalog_Склады'] });
    const denied = await base.odata(encode('Catalog_Склады'));
    expect([denied.status, codeOf(denied)]).toEqual([401, '20']);
  });

  it('counts in text with a BOM, and in lists as text', async () => {
    const { bytes, text } = await base.odata(`${encode(products)}/$count`);
    expect([bytes[0], text]).toEqual([0xef, '65']);
    const counted = await base.json(`${encode(products)}?$inlinecount=allpages&$top=1&$skip=3`);
    expect(counted['odata.count']).toBe('65');
    expect(counted['value']).toHaveLength(65);
  });
});

describe('$filter', () => {
  it.each([
    ["Code eq '00-00000003'", 1],
    ["Code eq '00-00000003' or Code eq '00-00000004' and IsFolder eq true", 1],
    ["(Code eq '00-00000003' or Code eq '00-00000004') and not IsFolder eq true", 2],
    ["substringof('доставка',Description)", 1],
    ["startswith(Code,'00-9')", 5],
    ["like(Description,'%города')", 0],
    ["like(Description,'%городу')", 1],
    ["БазоваяЕдиницаИзмерения/Description eq 'кг'", 3],
    ['DeletionMark eq true', 1],
  ])('%s fits %i', async (filter, expected) => {
    expect(await filtered(filter)).toHaveLength(expected);
  });

  it.each([
    ['a function that 1C has not', "tolower(Code) eq 'x'"],
    ['a field that is not there', "Нет eq 'x'"],
    ['a plus in place of a space', "Code+eq+'x'"],
    ['an open bracket', "(Code eq 'x'"],
  ])('%s is code 14', async (_what, filter) => {
    const path = `${encode(products)}?$filter=${encode(filter).replaceAll('%2B', '+')}`;
    const answer = await base.odata(path);
    expect([answer.status, codeOf(answer)]).toEqual([400, '14']);
  });

  it('an option that 1C does not know is code 0', async () => {
    expect(codeOf(await base.odata(`${encode(products)}?$foo=1`))).toBe('0');
  });
});

describe('writing', () => {
  const warehouses = encode('Catalog_Склады');
  const ref = '9f1d6c00-c7a1-41f1-8a10-5f0c2a7e4b11';

  it('keeps the reference of the caller and refuses it a second time, in two ways', async () => {
    const first = await base.write('POST', warehouses, { Ref_Key: ref, Description: 'Новый' });
    expect(first.status).toBe(201);
    expect(first.headers.get('location')).toContain(ref);
    expect(JSON.parse(first.text)).toMatchObject({ DataVersion: 'AAAAAAAAAAA=', Parent_Key: zero });
    const second = await base.write('POST', warehouses, { Ref_Key: ref, Description: 'Новый' });
    expect([second.status, codeOf(second)]).toEqual([400, '15']);
    await base.act({ do: 'set-duplicate-answer', answer: '500' });
    const third = await base.write('POST', warehouses, { Ref_Key: ref });
    expect([third.status, codeOf(third)]).toEqual([500, '-1']);
    expect(third.text).toContain('уникальности');
  });

  it('cuts long texts, passes over unknown fields and a stale version, and says nothing', async () => {
    await base.write('POST', warehouses, { Ref_Key: ref });
    const path = `${warehouses}(guid'${ref}')`;
    const changed = await base.write('PATCH', path, {
      Description: 'х'.repeat(238),
      Неизвестное: 1,
      Parent_Key: '11111111-1111-1111-1111-111111111111',
      DataVersion: 'stale',
    });
    expect(changed.status).toBe(200);
    const row = JSON.parse(changed.text) as Record<string, string>;
    expect(row['Description']).toHaveLength(100);
    expect(row['Parent_Key']).toMatch(/^1{8}/);
    expect(row['DataVersion']).toBe('AAAAAAAAAAE=');
    expect(row).not.toHaveProperty('Неизвестное');
  });

  it('refuses what does not parse, and DELETE erases for ever', async () => {
    const bad = await base.write('POST', warehouses, { Parent_Key: 'not a guid' });
    expect([bad.status, codeOf(bad)]).toEqual([400, '1']);
    expect(bad.text).toContain('not a guid');
    await base.write('POST', warehouses, { Ref_Key: ref });
    expect((await base.write('DELETE', `${warehouses}(guid'${ref}')`)).status).toBe(204);
    const gone = await base.odata(`${warehouses}(guid'${ref}')`);
    expect([gone.status, codeOf(gone)]).toEqual([404, '9']);
  });
});

describe('sessions', () => {
  const path = encode('Catalog_Склады');

  it('hold a licence from start to finish, and the third caller gets none', async () => {
    const start = (): ReturnType<typeof base.odata> =>
      base.odata(path, { headers: { ibsession: 'start' } });
    const [first] = [await start(), await start()];
    expect((await start()).status).toBe(406);
    const cookie = (first.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    expect((await base.odata(path, { headers: { cookie } })).status).toBe(200);
    await base.odata(path, { headers: { cookie, ibsession: 'finish' } });
    expect((await base.odata(path, { headers: { cookie } })).status).toBe(404);
    expect((await base.odata(path)).status).toBe(200);
  });

  it('end when nobody uses them', async () => {
    await base.odata(path, { headers: { ibsession: 'start' } });
    await base.control('/clock', { advanceMs: 21_000 });
    const { sessions } = JSON.parse((await base.control('/counters')).text) as {
      sessions: { kept: number };
    };
    expect(sessions.kept).toBe(0);
  });
});

describe('the HTTP service', () => {
  const root = '/hs/bitrix-integration';

  it('answers with a BOM and numbers as people write them', async () => {
    const { bytes, text } = await base.send(`${root}/get_stock_balances`, {
      ...{ method: 'POST', body: '{}' },
    });
    expect(bytes[0]).toBe(0xef);
    const { balances } = JSON.parse(text) as { balances: { quantity: string }[] };
    expect(balances.some(({ quantity }) => /^\d+,\d+$/.test(quantity))).toBe(true);
  });

  it('fails with a stack in plain text, or refuses without writing', async () => {
    const broken = await base.send(`${root}/create_order`, { method: 'POST', body: '{' });
    expect([broken.status, broken.text]).toEqual([
      500,
      expect.stringMatching(/^\{HTTP.+\(37\)\}: /),
    ]);
    const ref = '9f1d6c00-c7a1-41f1-8a10-5f0c2a7e4b11';
    const refused = await base.send(`${root}/create_order`, {
      ...{ method: 'POST', body: JSON.stringify({ ref, document: {} }) },
    });
    expect(JSON.parse(refused.text)).toMatchObject({ success: false });
    const { counts } = await base.state();
    expect(counts).toMatchObject({ Document_РеализацияТоваровУслуг: 0 });
  });
});

describe('the control port', () => {
  it('gives the same bytes for the same seed and others for another', async () => {
    const all = async (seed: number): Promise<string> => {
      await base.control('/reset', { seed });
      return JSON.stringify(await base.list(encode(products)));
    };
    const first = await all(1);
    expect(await all(1)).toBe(first);
    expect(await all(2)).not.toBe(first);
  });

  it('refuses by saying what there is', async () => {
    expect((await base.control('/act', { do: 'fly' })).text).toContain('close-period');
    expect((await base.control('/faults', [{ kind: 'rain' }])).text).toContain('lost-answer');
    expect((await base.control('/reset', { scenario: 'vast' })).text).toContain('large');
  });

  it('has a base of ten thousand items over five warehouses', async () => {
    await base.control('/reset', { scenario: 'large' });
    const { counts } = await base.state();
    expect(counts).toMatchObject({ [products]: 10_000, Catalog_Склады: 5 });
    const before = await base.act({ do: 'mutate-stock', share: 0.02 });
    expect(Number(before['changed'])).toBeGreaterThan(150);
    expect(Number(before['changed'])).toBeLessThan(250);
  });
});
