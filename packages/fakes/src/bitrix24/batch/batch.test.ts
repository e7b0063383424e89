import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../json.ts';
import { startPortalUnderTest, type PortalUnderTest } from '../test-support/portal-under-test.ts';

interface Row {
  ID: string;
}
interface BatchResult {
  result: Record<string, Json>;
  result_error: Record<string, { error: string | number; error_description: string }>;
  result_total: Json;
  result_next: Json;
  result_time: Record<string, Record<string, Json>>;
}

let portal: PortalUnderTest;
beforeAll(async () => {
  portal = await startPortalUnderTest({ scenario: { deals: 70 } });
  await portal.act({ do: 'set-plan', size: 100_000 });
});
afterAll(() => portal.fake.stop());

const batch = (cmd: Json, halt = 0): Promise<BatchResult> =>
  portal.result<BatchResult>('batch', { halt, cmd });
const text = async (cmd: Json): Promise<string> => (await portal.call('batch', { cmd })).text;

describe('batch maps', () => {
  it('are [] when empty', async () => {
    expect(await text({})).toMatch(
      /^\{"result":\{"result":\[\],"result_error":\[\],"result_total":\[\],"result_next":\[\],"result_time":\[\]\},"time":\{/,
    );
  });

  it('are lists when the keys are 0..n-1, objects once a failure makes a hole', async () => {
    expect(await text(['crm.dealcategory.default.get', 'crm.dealcategory.default.get'])).toContain(
      '{"result":{"result":[{"ID":0,"NAME":"Vendas"},{"ID":0,"NAME":"Vendas"}],"result_error":[]',
    );
    expect(
      await text(['crm.dealcategory.default.get', 'nope', 'crm.dealcategory.default.get']),
    ).toContain(
      '"result":{"0":{"ID":0,"NAME":"Vendas"},"2":{"ID":0,"NAME":"Vendas"}},"result_error":{"1":{"error":"ERROR_METHOD_NOT_FOUND","error_description":"Method not found!"}}',
    );
    expect(await text(['nope'])).toContain(
      '"result":[],"result_error":[{"error":"ERROR_METHOD_NOT_FOUND"',
    );
  });

  it('carry empty error codes, totals and nested operating figures', async () => {
    const answer = await batch({
      g: 'crm.deal.get?id=999999999',
      l: 'crm.deal.list?start=0',
      m: 'crm.deal.list?start=-1',
    });
    expect(answer.result_error).toEqual({ g: { error: '', error_description: 'Not found' } });
    expect(answer.result_total).toEqual({ l: 70, m: 0 });
    expect(answer.result_next).toEqual({ l: 50 });
    expect(Object.keys(answer.result_time)).toEqual(['l', 'm']);
    expect(answer.result_time['m']?.['operating']).toBeGreaterThan(0);
  });

  it('skip commands that are no text', async () => {
    const answer = await batch({ a: 7, b: 'server.time', c: { method: 'server.time' } });
    expect([Object.keys(answer.result), answer.result_error]).toEqual([['b'], []]);
  });

  it('read the doubly encoded form as they read JSON', async () => {
    const answer = await portal.form(
      'batch',
      'halt=0&cmd[p0]=crm.deal.list%3Forder%255BID%255D%3DASC%26filter%255B%253EID%255D%3D3%26select%255B%255D%3DID%26start%3D-1',
    );
    const { result } = JSON.parse(answer.text) as { result: BatchResult };
    expect((result.result['p0'] as unknown as Row[])[0]).toEqual({ ID: '4' });
  });
});

describe('batch rules', () => {
  it('stops at the first failure when halt is set; the rest have no keys', async () => {
    const answer = await batch({ a: 'server.time', b: 'nope', c: 'server.time' }, 1);
    expect([Object.keys(answer.result), Object.keys(answer.result_error)]).toEqual([['a'], ['b']]);
  });

  it('runs fifty commands and refuses the fifty-first on', async () => {
    const cmd = Object.fromEntries(
      Array.from({ length: 52 }, (_, index) => [`k${index}`, 'server.time']),
    );
    const answer = await batch(cmd);
    expect(Object.keys(answer.result)).toHaveLength(50);
    expect(answer.result_error).toEqual({
      k50: { error: 'ERROR_BATCH_LENGTH_EXCEEDED', error_description: 'Max batch length exceeded' },
      k51: { error: 'ERROR_BATCH_LENGTH_EXCEEDED', error_description: 'Max batch length exceeded' },
    });
  });

  it('refuses a batch inside a batch', async () => {
    const answer = await batch({ n: 'batch?cmd[a]=server.time' });
    expect(answer.result_error['n']).toEqual({
      error: 'ERROR_BATCH_METHOD_NOT_ALLOWED',
      error_description: 'Method is not allowed for batch usage',
    });
  });
});

describe('commands with numbers for keys', () => {
  const body = (halt: number): string =>
    `{"halt":${halt},"cmd":{"9":"crm.dealcategory.default.get","b":"nope","1":"crm.deal.add?fields[TITLE]=$result[9][NAME]"}}`;
  const send = async (halt: number): Promise<string> => {
    const answer = await portal.send(`${portal.fake.webhookUrl}batch`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: body(halt) },
    });
    return answer.text;
  };

  it('run in the order of the text, so that later ones can refer to earlier ones', async () => {
    const answered = await send(0);
    const { result } = JSON.parse(answered) as { result: BatchResult };
    const deal = await portal.result<{ TITLE: string }>('crm.deal.get', {
      id: result.result['1'] ?? 0,
    });
    expect(deal.TITLE).toBe('Vendas');
    expect(answered).toMatch(
      /^\{"result":\{"result":\{"9":\{"ID":0,"NAME":"Vendas"\},"1":\d+\},"result_error":\{"b":/,
    );
    await portal.act({ do: 'delete-deal', id: result.result['1'] ?? 0 });
  });

  it('halt at the first failure in the order of the text', async () => {
    const { result } = JSON.parse(await send(1)) as { result: BatchResult };
    expect([Object.keys(result.result), Object.keys(result.result_error)]).toEqual([['9'], ['b']]);
  });
});

describe('$result references', () => {
  const page = (after: string): string =>
    `crm.deal.list?order[ID]=ASC&filter[>ID]=${encodeURIComponent(after)}&select[]=ID&start=-1`;
  const rows = (answer: BatchResult, key: string): string[] =>
    (answer.result[key] as unknown as Row[]).map((row) => row.ID);

  it('chain pages by the last id', async () => {
    const answer = await batch({ p0: page('0'), p1: page('$result[p0][49][ID]') });
    expect([rows(answer, 'p0').length, rows(answer, 'p1').length]).toEqual([50, 20]);
    expect(Number(rows(answer, 'p1')[0])).toBeGreaterThan(Number(rows(answer, 'p0')[49]));
  });

  it('overrun on a short page: the whole page is substituted and the list starts again', async () => {
    const answer = await batch({
      p0: page('0'),
      p1: page('$result[p0][49][ID]'),
      p2: page('$result[p1][49][ID]'),
    });
    expect(rows(answer, 'p2')).toEqual(rows(answer, 'p0'));
  });

  it('an empty page is no condition at all', async () => {
    const answer = await batch({ p0: page('99999999'), p1: page('$result[p0][49][ID]') });
    expect([rows(answer, 'p0').length, rows(answer, 'p1').length]).toEqual([0, 50]);
  });

  it('interpolate free text, whatever it was meant to be', async () => {
    const title = 'paid $result[d][NAME] of $total[l] now';
    const answer = await batch({
      d: 'crm.dealcategory.default.get',
      l: 'crm.deal.list?start=0',
      a: `crm.deal.add?fields[TITLE]=${encodeURIComponent(title)}`,
    });
    const deal = await portal.result<{ TITLE: string }>('crm.deal.get', {
      id: answer.result['a'] ?? 0,
    });
    expect(deal.TITLE).toBe('paid Vendas of 70 now');
  });

  it('leave a tail without brackets alone, and read two without a space as one path', async () => {
    const answer = await batch({
      d: 'crm.dealcategory.default.get',
      a: 'crm.deal.add?fields[TITLE]=$result+and+$totally',
      b: `crm.deal.add?fields[TITLE]=${encodeURIComponent('x $result[d][NAME],$result[d][ID]')}`,
    });
    const titles = await Promise.all(
      ['a', 'b'].map((key) =>
        portal.result<{ TITLE: string }>('crm.deal.get', { id: answer.result[key] ?? 0 }),
      ),
    );
    expect(titles.map((deal) => deal.TITLE)).toEqual(['$result and $totally', 'x Vendas']);
  });
});
