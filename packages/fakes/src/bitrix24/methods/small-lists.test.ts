import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../json.ts';
import { startPortalUnderTest, type PortalUnderTest } from '../test-support/portal-under-test.ts';

interface ListAnswer {
  result: Record<string, Json>[];
  total: number;
  next?: number;
}

let portal: PortalUnderTest;
beforeAll(async () => {
  portal = await startPortalUnderTest({ scenario: 'small' });
});
afterAll(() => portal.fake.stop());

describe('crm.type.list', () => {
  const types = async (params: Json): Promise<Json> =>
    JSON.parse((await portal.call('crm.type.list', params)).text) as Json;

  it('is empty here, and knows its fields in camelCase only', async () => {
    const params = { order: { id: 'DESC' }, filter: { 0: { logic: 'OR', 0: { '%title': '5' } } } };
    expect(await types(params)).toMatchObject({ result: { types: [] }, total: 0 });
    expect(await types({ order: { ID: 'ASC' } })).toEqual({
      error: 100,
      error_description:
        'Unknown field definition `I_D` (I_D) for \\Bitrix\\Crm\\Model\\Dynamic\\Type Entity.',
    });
    expect(await types({ filter: { noSuch: 1 } })).toEqual({
      error: 'INVALID_ARG_VALUE',
      error_description: "Invalid filter: field 'noSuch' is not allowed in filter",
    });
  });
});

describe('crm.address.list', () => {
  const addresses = async (params: Json): Promise<ListAnswer> =>
    JSON.parse((await portal.call('crm.address.list', params)).text) as ListAnswer;

  it('says a total of 50 unless start is -1, which counts here instead of not counting', async () => {
    for (const params of [{}, { start: 50 }]) {
      const answer = await addresses(params);
      expect([answer.result.length, answer.total, 'next' in answer]).toEqual([50, 50, false]);
    }
    const all = await addresses({ start: -1 });
    expect([all.result.length, all.total]).toEqual([50, 400]);
  });

  it('writes texts, finds by owner and shows what was asked for', async () => {
    const [row] = (await addresses({ filter: { ANCHOR_TYPE_ID: 4, ANCHOR_ID: 7 } })).result;
    expect(row).toMatchObject({ TYPE_ID: '1', ENTITY_TYPE_ID: '8', ENTITY_ID: '15' });
    const narrow = await addresses({ select: ['CITY'], filter: { ENTITY_ID: '15' } });
    expect(narrow.result.map((each) => Object.keys(each))).toEqual([['CITY']]);
  });
});
