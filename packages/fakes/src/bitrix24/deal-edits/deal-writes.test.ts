import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../../json.ts';
import { startPortalUnderTest, type PortalUnderTest } from '../test-support/portal-under-test.ts';

type Deal = Record<string, Json>;

let portal: PortalUnderTest;
let id: number;
beforeAll(async () => {
  portal = await startPortalUnderTest({ scenario: 'small' });
});
beforeEach(async () => {
  await portal.control('/reset', { scenario: 'small' });
  await portal.act({ do: 'set-plan', size: 100_000 });
  const fields = { TITLE: 'Antes', UF_CRM_1699475211222: '113' };
  ({ id } = await portal.act<{ id: number }>({ do: 'create-deal', fields, by: 3 }));
});
afterAll(() => portal.fake.stop());

const read = (): Promise<Deal> => portal.result<Deal>('crm.deal.get', { id });
const update = async (fields: Json): Promise<string> =>
  (await portal.call('crm.deal.update', { id, fields })).text;

describe('crm.deal.add', () => {
  it('answers the new id as a number and fills in what the portal fills in', async () => {
    const added = await portal.call('crm.deal.add', { fields: { TITLE: 'Novo', CATEGORY_ID: 9 } });
    expect(added.text).toMatch(/^\{"result":\d+,"time"/);
    const { result } = JSON.parse(added.text) as { result: number };
    const deal = await portal.result<Deal>('crm.deal.get', { id: result });
    expect(deal).toMatchObject({
      ID: String(result),
      CATEGORY_ID: '9',
      STAGE_ID: 'C9:NEW',
      CREATED_BY_ID: '1',
    });
    const days =
      (Date.parse(String(deal['CLOSEDATE'])) - Date.parse(String(deal['BEGINDATE']))) / 86_400_000;
    expect(days).toBe(7);
  });
});

describe('crm.deal.update', () => {
  it('answers true and drops what it does not take: unknown, read-only, funnel, bad option, bad date', async () => {
    const before = await read();
    const answer = await update({
      NO_SUCH_FIELD: 'x',
      DATE_CREATE: '2020-01-01',
      CATEGORY_ID: 9,
      UF_CRM_1699475211222: '999999',
      UF_CRM_1698761151613: 'amanhã',
      STAGE_ID: 'NO_SUCH_STAGE',
    });
    expect(answer).toMatch(/^\{"result":true,"time"/);
    const after = await read();
    for (const name of [
      'DATE_CREATE',
      'CATEGORY_ID',
      'UF_CRM_1699475211222',
      'UF_CRM_1698761151613',
      'STAGE_ID',
    ]) {
      expect([name, after[name]]).toEqual([name, before[name]]);
    }
  });

  it('keeps dates as midnight in UTC shown in the portal zone', async () => {
    await update({ UF_CRM_1698761151613: '2026-12-24' });
    expect((await read())['UF_CRM_1698761151613']).toBe('2026-12-24T03:00:00+03:00');
    await update({ UF_CRM_1698761151613: '25.12.2026' });
    expect((await read())['UF_CRM_1698761151613']).toBe('2026-12-25T03:00:00+03:00');
  });

  it('cleans HTML in comments', async () => {
    await update({ COMMENTS: '<b onclick="x()">ok</b><script>alert(1)</script><blink>!</blink>' });
    expect((await read())['COMMENTS']).toBe('<b>ok</b>!');
  });

  it('stamps the editor always and the move only when the stage changes', async () => {
    await update({ TITLE: 'Depois' });
    expect(await read()).toMatchObject({ TITLE: 'Depois', MODIFY_BY_ID: '1', MOVED_BY_ID: '3' });
    await update({ STAGE_ID: 'WON' });
    expect(await read()).toMatchObject({
      STAGE_SEMANTIC_ID: 'S',
      CLOSED: 'Y',
      IS_NEW: 'N',
      MOVED_BY_ID: '1',
    });
  });

  it('sets and empties multiple lists, from JSON and from a form', async () => {
    await update({ UF_CRM_1699452141037: ['45', '77777', '49'] });
    expect((await read())['UF_CRM_1699452141037']).toEqual(['45', '49']);
    await portal.form('crm.deal.update', `id=${id}&fields[UF_CRM_1699452141037][0]=47`);
    expect((await read())['UF_CRM_1699452141037']).toEqual(['47']);
    await portal.form('crm.deal.update', `id=${id}&fields[UF_CRM_1699452141037]=`);
    expect((await read())['UF_CRM_1699452141037']).toBe(false);
  });

  it('can refuse, drop or accept the stage of another funnel', async () => {
    expect(await update({ STAGE_ID: 'C9:WON' })).toMatch(/^\{"error":"","error_description":/);
    await portal.act({ do: 'set-foreign-stage', how: 'drop' });
    expect(await update({ STAGE_ID: 'C9:WON' })).toMatch(/^\{"result":true/);
    expect((await read())['STAGE_ID']).toBe('NEW');
    await portal.act({ do: 'set-foreign-stage', how: 'accept' });
    await update({ STAGE_ID: 'C9:WON' });
    expect((await read())['STAGE_ID']).toBe('C9:WON');
    await portal.act({ do: 'set-foreign-stage', how: 'refuse' });
  });
});

describe('the screen', () => {
  it('deletes and restores a deal', async () => {
    await portal.act({ do: 'delete-deal', id });
    expect((await portal.call('crm.deal.get', { id })).text).toBe(
      '{"error":"","error_description":"Not found"}',
    );
    await portal.act({ do: 'restore-deal', id });
    expect((await read())['TITLE']).toBe('Antes');
  });

  it('moves a deal to the first stage of another funnel', async () => {
    await portal.act({ do: 'move-deal-category', id, categoryId: 2 });
    expect(await read()).toMatchObject({ CATEGORY_ID: '2', STAGE_ID: 'C2:NEW' });
  });

  it('breaks and heals the answers for one deal', async () => {
    await portal.act({ do: 'break-deal', id, how: 'text-date' });
    expect((await read())['DATE_MODIFY']).toBe('ontem à tarde');
    await portal.act({ do: 'heal-deal', id });
    expect((await read())['DATE_MODIFY']).toMatch(/^\d{4}-/);
  });

  it('removes an option and leaves its id in old deals', async () => {
    await portal.act({ do: 'remove-option', field: 'UF_CRM_1699475211222', id: 113 });
    expect((await read())['UF_CRM_1699475211222']).toBe('113');
    const fields =
      await portal.result<Record<string, { items?: { ID: string }[] }>>('crm.deal.fields');
    const left = fields['UF_CRM_1699475211222']?.items?.map((item) => item.ID);
    expect(left).toEqual(['115', '119', '121']);
  });

  it('makes the same live edits from the same seed', async () => {
    const titles = async (): Promise<unknown> => {
      await portal.control('/reset', { seed: 5, scenario: 'small' });
      await portal.act({ do: 'mutate', count: 60, deletes: 0.1, creates: 0.1 });
      const { deals } = await portal.read<{ deals: Deal[] }>(
        '/state?deals=1&fields=TITLE,STAGE_ID',
      );
      return deals;
    };
    const first = await titles();
    expect(JSON.stringify(first)).toContain('revisão');
    expect(await titles()).toEqual(first);
  });

  it('has a scenario in which some deals break the schema', async () => {
    await portal.control('/reset', { scenario: 'dirty' });
    const state = await portal.read<{ counts: Record<string, number> }>('/state');
    expect(state.counts).toMatchObject({ deals: 200, brokenDeals: 12 });
  });

  it('tells a test what it asked wrongly', async () => {
    const wrong = await portal.control('/act', { do: 'edit-deal', id, fields: { NOPE: 1 } });
    expect([wrong.status, wrong.text]).toEqual([
      400,
      '{"error":"The portal would not take NOPE: unknown, read-only, or a value that does not exist."}',
    ]);
    expect((await portal.control('/act', { do: 'fly' })).text).toContain('create-deal, edit-deal');
    expect((await portal.control('/act', { do: 'delete-deal', ids: [1] })).text).toContain(
      'knows no \\"ids\\"',
    );
    expect((await portal.control('/nothing')).status).toBe(400);
    expect((await portal.control('/clock', { advanceMs: -1 })).text).toContain('never goes back');
    expect((await portal.control('/faults', [{ kind: 'gremlins' }])).text).toContain('rate-limit');
    expect(
      (await portal.control('/faults', [{ kind: 'reset', match: { command: true } }])).status,
    ).toBe(400);
    expect((await portal.control('/reset', { scenario: 'huge' })).text).toContain(
      'default, empty, small',
    );
  });
});
