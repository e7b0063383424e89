import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../json.ts';
import { closeServer, listenOnLoopback } from '../../net/listen.ts';
import { readBody } from '../../net/read-body.ts';
import { userFieldEvents } from '../events/event-settings.ts';
import { startPortalUnderTest, type PortalUnderTest } from '../test-support/portal-under-test.ts';
import { waitFor } from '../test-support/wait-for.ts';
import { userFieldTypes } from './user-field-types.ts';

type Row = Record<string, Json>;
interface Described extends Row {
  type: string;
  isMultiple: boolean;
  formLabel: string;
  items: Json;
}

const CPF = 'UF_CRM_1697807353336';
const OPERATORS = 'UF_CRM_1699452141037';

let heard: string[] = [];
let portal: PortalUnderTest;
const handler = createServer((request, response) => {
  void readBody(request).then((body) => {
    heard.push(decodeURIComponent(body.toString('utf8')).replace(/&ts=.*/, ''));
    response.writeHead(200).end();
  });
});

beforeAll(async () => {
  const port = await listenOnLoopback(handler, 0, 'the handler');
  portal = await startPortalUnderTest({
    scenario: 'small',
    events: { minDelayMs: 0, maxDelayMs: 0, reorders: false, concurrency: 1 },
    handler: { url: `http://127.0.0.1:${port}/`, events: userFieldEvents },
  });
});
beforeEach(async () => {
  await portal.control('/reset', {});
  await portal.act({ do: 'set-plan', size: 100_000 });
  heard = [];
});
afterAll(async () => {
  await portal.fake.stop();
  await closeServer(handler);
});

const fields = (): Promise<Record<string, Described>> => portal.result('crm.deal.fields');
const read = (id: Json): Promise<Row> => portal.result<Row>('crm.deal.get', { id });
const list = (params: Json): Promise<Row[]> => portal.result<Row[]>('crm.deal.list', params);
const add = (given: JsonObject): Promise<number> =>
  portal.result<number>('crm.deal.userfield.add', { fields: given });
const numberOf = async (name: string): Promise<number> => {
  const [row] = await portal.result<Row[]>('crm.deal.userfield.list', {
    filter: { FIELD_NAME: name },
  });
  return Number(row?.['ID']);
};
const events = (count: number): Promise<string[]> =>
  waitFor(`${count} events`, () => (heard.length >= count ? heard : undefined));
const refusal = async (method: string, params: Json): Promise<[number, string]> => {
  const { status, text } = await portal.call(`crm.deal.userfield.${method}`, params);
  return [status, text];
};

describe('a renamed field', () => {
  it('by its settings’ screen has another label and the same values', async () => {
    const before = await read(3);
    await portal.act({ do: 'edit-user-field', name: CPF, label: 'CPF / CNPJ' });
    expect((await fields())[CPF]).toMatchObject({
      ...{ title: CPF, formLabel: 'CPF / CNPJ', listLabel: 'CPF / CNPJ' },
      filterLabel: 'CPF / CNPJ',
    });
    expect((await read(3))[CPF]).toBe(before[CPF]);
    const item = await portal.result<{ fields: Record<string, Row> }>('crm.item.fields', {
      entityTypeId: 2,
    });
    expect(item.fields['ufCrm_1697807353336']?.['title']).toBe('CPF / CNPJ');
    expect(await events(1)).toEqual([
      `event=ONCRMDEALUSERFIELDUPDATE&event_handler_id=975&data[FIELDS][ID]=${await numberOf(CPF)}` +
        `&data[FIELDS][ENTITY_ID]=CRM_DEAL&data[FIELDS][FIELD_NAME]=${CPF}`,
    ]);
  });

  it('by crm.deal.userfield.update keeps name, type and multiplicity, whatever is sent', async () => {
    const id = await numberOf(CPF);
    const answer = await portal.call('crm.deal.userfield.update', {
      id,
      fields: {
        ...{ EDIT_FORM_LABEL: 'Documento', LIST_COLUMN_LABEL: { br: 'Doc', en: 'Doc (en)' } },
        ...{ USER_TYPE_ID: 'integer', MULTIPLE: 'Y', FIELD_NAME: 'UF_CRM_X', SORT: 7 },
        ...{ MANDATORY: 'Y', NO_SUCH: 1, SETTINGS: { ROWS: 3, NO_SUCH: 1 } },
      },
    });
    expect(answer.text).toMatch(/^\{"result":true,"time"/);
    expect((await fields())[CPF]).toMatchObject({
      ...{ type: 'string', isMultiple: false, isRequired: true },
      ...{ formLabel: 'Documento', listLabel: 'Doc', filterLabel: 'CPF' },
    });
    const got = await portal.result<Row>('crm.deal.userfield.get', { id });
    expect(got).toMatchObject({
      ...{ ID: String(id), ENTITY_ID: 'CRM_DEAL', FIELD_NAME: CPF, USER_TYPE_ID: 'string' },
      ...{ SORT: '7', MULTIPLE: 'N', MANDATORY: 'Y', SHOW_FILTER: 'E', XML_ID: null },
      SETTINGS: { SIZE: 20, ROWS: 3, REGEXP: '', MIN_LENGTH: 0, MAX_LENGTH: 0, DEFAULT_VALUE: '' },
    });
    expect(got['LIST_COLUMN_LABEL']).toMatchObject({ br: 'Doc', en: 'Doc (en)', de: '' });
    const rows = await portal.result<Row[]>('crm.deal.userfield.list', {
      filter: { LANG: 'en', SORT: 7 },
    });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ LIST_COLUMN_LABEL: 'Doc (en)', HELP_MESSAGE: null });
  });
});

describe('a removed field', () => {
  it('vanishes from every answer, and an old filter on it gets wider or is refused', async () => {
    const before = await read(3);
    await portal.act({ do: 'remove-user-field', name: CPF });
    expect(CPF in before).toBe(true);
    expect(CPF in (await read(3))).toBe(false);
    expect(CPF in (await fields())).toBe(false);
    const rows = await list({ select: ['ID', CPF], filter: { [CPF]: 'no such value' } });
    expect(rows.map((row) => Object.keys(row))).toEqual(rows.map(() => ['ID']));
    expect(rows).toHaveLength(20);
    const item = await portal.call('crm.item.list', {
      entityTypeId: 2,
      filter: { ufCrm_1697807353336: 'x' },
    });
    expect(item.text).toContain('"error":"INVALID_ARG_VALUE"');
    const update = await portal.call('crm.deal.update', { id: 3, fields: { [CPF]: 'x' } });
    expect(update.text).toMatch(/^\{"result":true/);
    expect((await events(1))[0]).toContain('event=ONCRMDEALUSERFIELDDELETE&');
  });

  it('by crm.deal.userfield.delete is not found afterwards', async () => {
    const id = await numberOf(CPF);
    expect((await portal.call('crm.deal.userfield.delete', { id })).text).toMatch(
      /^\{"result":true,"time"/,
    );
    const notFound = `{"error":"ERROR_NOT_FOUND","error_description":"The entity with ID '${id}' is not found."}`;
    for (const method of ['get', 'delete']) {
      expect(await refusal(method, { id })).toEqual([400, notFound]);
    }
    expect(await refusal('update', { id, fields: {} })).toEqual([400, notFound]);
  });

  it('made again under the same code is another field without the old values', async () => {
    const old = await numberOf(CPF);
    await portal.act({ do: 'edit-deal', id: 3, fields: { [CPF]: 'typed' } });
    await portal.act({ do: 'remove-user-field', name: CPF });
    const id = await add({ FIELD_NAME: CPF, USER_TYPE_ID: 'string' });
    expect(id).toBeGreaterThan(old);
    expect((await read(3))[CPF]).toBe('');
  });
});

describe('a field of another type', () => {
  it('is deleted and made again: a new number, the old label, no values', async () => {
    const old = await numberOf(CPF);
    const options = ['Sim', 'Não'];
    const made = await portal.act<{ id: number; options: { id: string }[] }>({
      ...{ do: 'edit-user-field', name: CPF, type: 'enumeration', multiple: true, options },
    });
    expect(made.id).toBeGreaterThan(old);
    expect((await fields())[CPF]).toMatchObject({
      ...{ type: 'enumeration', isMultiple: true, formLabel: 'CPF' },
      items: made.options.map(({ id }, at) => ({ ID: id, VALUE: options[at] })),
    });
    const rows = await list({ select: [CPF] });
    expect(new Set(rows.map((row) => row[CPF]))).toEqual(new Set([false]));
    const [yes = { id: '' }] = made.options;
    await portal.call('crm.deal.update', { id: 3, fields: { [CPF]: [yes.id] } });
    expect((await read(3))[CPF]).toEqual([yes.id]);
    expect((await events(3)).map((form) => form.split('&')[0])).toEqual([
      'event=ONCRMDEALUSERFIELDDELETE',
      'event=ONCRMDEALUSERFIELDADD',
      'event=ONCRMDEALUSERFIELDSETENUMVALUES',
    ]);
  });

  it('every type can be made, single and multiple, and tells its settings', async () => {
    for (const type of userFieldTypes) {
      await portal.act({ do: 'add-user-field', name: `one_${type}`, type });
      if (type === 'boolean') continue;
      await portal.act({ do: 'add-user-field', name: `many_${type}`, type, multiple: true });
    }
    const described = await fields();
    for (const type of userFieldTypes) {
      const name = `UF_CRM_ONE_${type.toUpperCase()}`;
      expect(described[name]).toMatchObject({ type, isMultiple: false, isDynamic: true });
    }
    const [deal] = await list({ select: ['UF_*'], filter: { ID: 3 } });
    expect([deal?.['UF_CRM_ONE_DATE'], deal?.['UF_CRM_MANY_DATE']]).toEqual([null, false]);
    await expect(
      portal.act({ do: 'add-user-field', name: 'x', type: 'boolean', multiple: true }),
    ).rejects.toThrow('cannot be multiple');
  });

  it('multiple dates and numbers are lists on the wire, found by each of their values', async () => {
    await portal.act({ do: 'add-user-field', name: 'DAYS', type: 'date', multiple: true });
    await portal.act({ do: 'add-user-field', name: 'SIZES', type: 'integer', multiple: true });
    const given = { UF_CRM_DAYS: ['2026-01-05', 'amanhã', '06.01.2026'], UF_CRM_SIZES: [4, '5'] };
    await portal.call('crm.deal.update', { id: 3, fields: given });
    expect(await read(3)).toMatchObject({
      UF_CRM_DAYS: ['2026-01-05T03:00:00+03:00', '2026-01-06T03:00:00+03:00'],
      UF_CRM_SIZES: ['4', '5'],
    });
    const found = await list({ select: ['ID'], filter: { UF_CRM_DAYS: '2026-01-06' } });
    expect(found).toEqual([{ ID: '3' }]);
    const { item } = await portal.result<{ item: Row }>('crm.item.get', {
      ...{ entityTypeId: 2, id: 3, useOriginalUfNames: 'Y' },
    });
    expect(item['UF_CRM_SIZES']).toEqual([4, 5]);
  });
});

describe('options of a list', () => {
  it('are changed, added and deleted line by line; others stay and deals keep deleted ids', async () => {
    const id = await numberOf(OPERATORS);
    await portal.act({ do: 'edit-deal', id: 3, fields: { [OPERATORS]: ['45', '49'] } });
    const LIST = [
      { ID: 45, VALUE: 'Vivo Fibra', SORT: 5 },
      { ID: 49, VALUE: 'TIM', DEL: 'Y' },
      { VALUE: '' },
      { VALUE: 'Algar', SORT: 1, XML_ID: 'algar', DEF: 'Y' },
    ];
    await portal.call('crm.deal.userfield.update', { id, fields: { LIST } });
    const got = await portal.result<{ LIST: Row[] }>('crm.deal.userfield.get', { id });
    expect(got.LIST[0]).toMatchObject({ VALUE: 'Algar', SORT: '1', XML_ID: 'algar', DEF: 'Y' });
    expect(got.LIST.map(({ ID }) => ID).slice(1)).toEqual(['45', '47', '51', '1203', '97']);
    expect((await fields())[OPERATORS]?.items).toContainEqual({ ID: '45', VALUE: 'Vivo Fibra' });
    expect((await read(3))[OPERATORS]).toEqual(['45', '49']);
    expect((await events(2)).map((form) => form.split('&')[0])).toEqual([
      'event=ONCRMDEALUSERFIELDUPDATE',
      'event=ONCRMDEALUSERFIELDSETENUMVALUES',
    ]);
  });

  it('a deleted id is never given again', async () => {
    const { id } = await portal.act<{ id: string }>({
      ...{ do: 'add-option', field: OPERATORS, value: 'Algar' },
    });
    await portal.act({ do: 'remove-option', field: OPERATORS, id: Number(id) });
    const next = await portal.act<{ id: string }>({
      ...{ do: 'add-option', field: OPERATORS, value: 'Sky' },
    });
    expect(Number(next.id)).toBeGreaterThan(Number(id));
  });

  it('two with one outer code are refused', async () => {
    const lines = ['a', 'b'].map((VALUE) => ({ VALUE, XML_ID: 'same' }));
    expect(
      await refusal('update', { id: await numberOf(OPERATORS), fields: { LIST: lines } }),
    ).toEqual([
      400,
      '{"error":"ERROR_CORE","error_description":"List element with value XML_ID=\'same\' already exists"}',
    ]);
  });
});

describe('crm.deal.userfield.add', () => {
  it('answers a number and puts the vendor’s prefix in front of the code', async () => {
    const id = await add({
      ...{ FIELD_NAME: 'hello_world', USER_TYPE_ID: 'string', LABEL: 'Olá', MULTIPLE: 'Y' },
      ...{ SHOW_FILTER: 'Y', SETTINGS: { DEFAULT_VALUE: 'x' }, LIST_COLUMN_LABEL: { en: 'Hi' } },
    });
    expect(await portal.result('crm.deal.userfield.get', { id })).toMatchObject({
      ...{ FIELD_NAME: 'UF_CRM_HELLO_WORLD', MULTIPLE: 'Y', SHOW_FILTER: 'E', SORT: '100' },
      LIST_COLUMN_LABEL: { en: 'Hi', br: 'Olá' },
      EDIT_FORM_LABEL: { en: 'Olá', br: 'Olá' },
      SETTINGS: { DEFAULT_VALUE: 'x' },
    });
    expect((await read(3))['UF_CRM_HELLO_WORLD']).toBe(false);
    expect((await events(1))[0]).toContain('event=ONCRMDEALUSERFIELDADD&');
  });

  it.each<[JsonObject, string, string]>([
    [
      {},
      '',
      String.raw`The 'USER_TYPE_ID' field is not found.\nThe 'FIELD_NAME' field is not found.`,
    ],
    [{ FIELD_NAME: 'A' }, '', "The 'USER_TYPE_ID' field is not found."],
    [{ FIELD_NAME: 'A', USER_TYPE_ID: 'colour' }, 'ERROR_CORE', 'The custom type is invalid.'],
    [
      { FIELD_NAME: 'é', USER_TYPE_ID: 'string' },
      'ERROR_CORE',
      'The field name contains invalid symbols. Valid symbols are: A-Z, 0-9 and _.',
    ],
    [
      { FIELD_NAME: 'A'.repeat(44), USER_TYPE_ID: 'string' },
      'ERROR_CORE',
      'The field name is too long (exceeds 50 symbols).',
    ],
    [
      { FIELD_NAME: CPF, USER_TYPE_ID: 'string' },
      'ERROR_CORE',
      `The field ${CPF} for entity CRM_DEAL already exists.`,
    ],
  ])('refuses %o', async (given, code, description) => {
    expect(await refusal('add', { fields: given })).toEqual([
      400,
      `{"error":"${code}","error_description":"${description}"}`,
    ]);
  });

  it('and its kin refuse what is no array, no number or not allowed', async () => {
    const legacy = (description: string): [number, string] => [
      400,
      `{"error":"","error_description":"${description}"}`,
    ];
    expect(await refusal('add', {})).toEqual(legacy("Parameter 'fields' must be array."));
    expect(await refusal('get', {})).toEqual(legacy('ID is not defined or invalid.'));
    expect(await refusal('list', { filter: 'x' })).toEqual(
      legacy("Parameter 'filter' must be array."),
    );
    await portal.act({ do: 'set-rights', mayWrite: false });
    const id = await numberOf(CPF);
    expect(await refusal('delete', { id })).toEqual(legacy('Access denied.'));
    expect(await refusal('update', { id, fields: {} })).toEqual(legacy('Access denied.'));
    await portal.act({ do: 'set-rights' });
  });
});

it('live edits go on when the fields they used to type in are gone', async () => {
  for (const name of ['UF_CRM_1700661314351', OPERATORS]) {
    await portal.act({ do: 'remove-user-field', name });
  }
  await portal.act({ do: 'mutate', count: 40, seed: 3 });
  await portal.act({ do: 'add-user-field', name: OPERATORS, type: 'string' });
  const rows = await list({ select: [OPERATORS] });
  expect(new Set(rows.map((row) => row[OPERATORS]))).toEqual(new Set([null]));
});

it('a reset brings the first fields back', async () => {
  await portal.act({ do: 'remove-user-field', name: CPF });
  await portal.act({ do: 'edit-user-field', name: OPERATORS, label: 'Outra' });
  await portal.control('/reset', {});
  expect((await fields())[CPF]).toMatchObject({ formLabel: 'CPF' });
  expect((await fields())[OPERATORS]?.formLabel).toBe('Quais operadoras têm viabilidade?');
});
