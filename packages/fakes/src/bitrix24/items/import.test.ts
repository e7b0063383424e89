import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../json.ts';
import { startPortalUnderTest, type PortalUnderTest } from '../test-support/portal-under-test.ts';

type Row = Record<string, Json>;

let portal: PortalUnderTest;
beforeAll(async () => {
  portal = await startPortalUnderTest({ scenario: 'small' });
});
beforeEach(async () => {
  await portal.control('/reset', {});
  await portal.act({ do: 'set-plan', size: 100_000 });
});
afterAll(() => portal.fake.stop());

const send = async (method: string, params: JsonObject): Promise<Row> =>
  JSON.parse((await portal.call(method, { entityTypeId: 2, ...params })).text) as Row;
const created = '2026-10-31T12:00:00+03:00';

describe('crm.item.import', () => {
  it('answers the id alone and keeps the times and people of the record', async () => {
    const answer = await send('crm.item.import', {
      fields: {
        ...{ title: 'antigo', categoryId: 9, createdTime: created, createdBy: 7, updatedBy: 12 },
        ...{ updatedTime: '2026-10-31T13:00:00+03:00', movedTime: '2026-10-31T12:30:00+03:00' },
      },
    });
    const { item } = answer['result'] as { item: Row };
    expect(Object.keys(item)).toEqual(['id']);
    expect(await portal.result('crm.deal.get', { id: item['id'] ?? 0 })).toMatchObject({
      ...{ TITLE: 'antigo', CATEGORY_ID: '9', STAGE_ID: 'C9:NEW', DATE_CREATE: created },
      ...{ DATE_MODIFY: '2026-10-31T13:00:00+03:00', MOVED_TIME: '2026-10-31T12:30:00+03:00' },
      ...{ CREATED_BY_ID: '7', MODIFY_BY_ID: '12', MOVED_BY_ID: '1' },
    });
  });

  it.each<[JsonObject, string]>([
    [{ createdTime: '2001-01-01T00:00:00+03:00' }, 'CREATED_TIME'],
    [{ createdTime: '2099-01-01T00:00:00+03:00' }, 'CREATED_TIME'],
    [{ createdTime: created, updatedTime: '2026-10-31T11:00:00+03:00' }, 'UPDATED_TIME'],
    [{ createdTime: created, movedTime: '2026-10-31T11:00:00+03:00' }, 'MOVED_TIME'],
    [{ stageId: 'C9:NEW' }, 'STAGE_ID'],
  ])('refuses %o', async (fields, name) => {
    expect(await send('crm.item.import', { fields })).toEqual({
      error: 'CRM_FIELD_ERROR_VALUE_NOT_VALID',
      error_description: `Invalid value of field "${name}"`,
    });
  });
});

describe('crm.item.batchImport', () => {
  it('lets each record succeed or fail alone', async () => {
    const data = [{ title: 'a' }, { title: 'b', stageId: 'C9:NEW' }, { title: 'c' }];
    const { result } = await send('crm.item.batchImport', { data });
    expect(result).toEqual({
      items: [
        { item: { id: expect.any(Number) } },
        {
          error: 'CRM_FIELD_ERROR_VALUE_NOT_VALID',
          error_description: 'Invalid value of field "STAGE_ID"',
        },
        { item: { id: expect.any(Number) } },
      ],
    });
    expect(await portal.read('/counters')).toMatchObject({ writes: 2 });
  });

  it('takes twenty records and no more', async () => {
    const data = (count: number): Json => Array.from({ length: count }, () => ({ title: 'x' }));
    expect(await send('crm.item.batchImport', { data: data(20) })).toHaveProperty('result');
    expect(await send('crm.item.batchImport', { data: data(21) })).toEqual({
      error: 'MAX_IMPORT_BATCH_SIZE_EXCEEDED',
      error_description: 'You cannot import more than 20 items',
    });
    expect(await send('crm.item.batchImport', {})).toMatchObject({ error: 100 });
  });

  it('is refused to a webhook that may not write, record by record', async () => {
    await portal.act({ do: 'set-rights', mayWrite: false });
    expect(await send('crm.item.import', { fields: { title: 'x' } })).toMatchObject({
      error: 'ACCESS_DENIED',
    });
    await portal.act({ do: 'set-rights' });
  });
});
