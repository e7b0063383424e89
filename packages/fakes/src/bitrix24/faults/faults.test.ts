import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../../json.ts';
import { startPortalUnderTest, type PortalUnderTest } from '../test-support/portal-under-test.ts';
import { waitFor } from '../test-support/wait-for.ts';

let portal: PortalUnderTest;
beforeAll(async () => {
  portal = await startPortalUnderTest({ scenario: 'small' });
});
beforeEach(async () => {
  await portal.control('/reset', { seed: 1, scenario: 'small' });
  await portal.act({ do: 'set-plan', size: 100_000 });
});
afterAll(() => portal.fake.stop());

const fault = (kind: string, more: Record<string, Json> = {}): Promise<unknown> =>
  portal.control('/faults', [{ kind, count: 1, match: { method: 'crm.deal.*' }, ...more }]);
const getDeal = () => portal.call('crm.deal.get', { id: 3 });

describe('faults of whole requests', () => {
  it.each([
    ['rate-limit', 503, '{"error":"QUERY_LIMIT_EXCEEDED","error_description":"Too many requests"}'],
    [
      'operating',
      429,
      '{"error":"OPERATION_TIME_LIMIT","error_description":"Method is blocked due to operation time limit."}',
    ],
    [
      'overload',
      503,
      '{"error":"OVERLOAD_LIMIT","error_description":"REST API is blocked due to overload"}',
    ],
    [
      'invalid-credentials',
      401,
      '{"error":"INVALID_CREDENTIALS","error_description":"Invalid request credentials"}',
    ],
    [
      'access-denied',
      403,
      '{"error":"ACCESS_DENIED","error_description":"REST API is available only on commercial plans"}',
    ],
    ['portal-deleted', 403, '{"error":"PORTAL_DELETED","error_description":"Portal was deleted"}'],
    ['https-required', 400, '{"error":"INVALID_REQUEST","error_description":"Https required"}'],
    [
      'expired-token',
      401,
      '{"error":"expired_token","error_description":"The access token provided has expired"}',
    ],
    [
      'user-access',
      403,
      '{"error":"user_access_error","error_description":"The user does not have access to the application"}',
    ],
    [
      'unexpected-answer',
      500,
      '{"error":"ERROR_UNEXPECTED_ANSWER","error_description":"Server returned an unexpected response"}',
    ],
    [
      'numeric-code',
      400,
      '{"error":100,"error_description":"Could not find value for parameter {id}"}',
    ],
    ['empty-code', 400, '{"error":"","error_description":"Failed to get list. General error."}'],
    [
      'error-in-200',
      200,
      '{"error":"INTERNAL_SERVER_ERROR","error_description":"Internal server error"}',
    ],
    ['empty-200', 200, ''],
  ])('%s answers %i once, then the portal is well again', async (kind, status, body) => {
    await fault(kind);
    const answer = await getDeal();
    expect([answer.status, answer.text]).toEqual([status, body]);
    expect((await getDeal()).status).toBe(200);
  });

  it.each([
    ['error-500-html', 500],
    ['error-502', 502],
    ['html-200', 200],
  ])('%s is a page with status %i', async (kind, status) => {
    await fault(kind);
    const answer = await getDeal();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      status,
      'text/html; charset=utf-8',
    ]);
    expect(answer.text).toMatch(/^<html>/);
  });

  it('an error that the documents give two statuses comes with the one that was asked for', async () => {
    await fault('portal-deleted', { status: 500 });
    const answer = await getDeal();
    expect([answer.status, answer.text]).toEqual([
      500,
      '{"error":"PORTAL_DELETED","error_description":"Portal was deleted"}',
    ]);
  });

  it('redirect points to another host', async () => {
    await fault('redirect', { location: 'https://novo.bitrix24.com.br' });
    const answer = await getDeal();
    expect([answer.status, answer.headers.get('location')]).toEqual([
      302,
      'https://novo.bitrix24.com.br/rest/1/sandboxsecret1234/crm.deal.get',
    ]);
  });

  it('null-result and wrong-shape spoil only the result', async () => {
    await fault('null-result');
    expect((await getDeal()).text).toMatch(/^\{"result":null,"time":/);
    await fault('wrong-shape');
    expect((await getDeal()).text).toMatch(/^\{"result":\["ok",1,\{"nested":null\}\],"time":/);
  });

  it.each(['reset', 'cut-body'])('%s breaks the connection', async (kind) => {
    await fault(kind);
    await expect(getDeal()).rejects.toThrow();
    expect((await getDeal()).status).toBe(200);
  });

  it('hang never answers', async () => {
    await fault('hang');
    const signal = AbortSignal.timeout(200);
    await expect(
      portal.send(`${portal.fake.webhookUrl}crm.deal.get?id=3`, { signal }),
    ).rejects.toThrow();
  });

  it('lost-answer applies the write and loses the reply', async () => {
    await fault('lost-answer');
    await expect(
      portal.call('crm.deal.update', { id: 3, fields: { TITLE: 'applied' } }),
    ).rejects.toThrow();
    expect((await getDeal()).text).toContain('"TITLE":"applied"');
  });

  it('late-apply commits only after the caller has given up', async () => {
    await fault('late-apply', { ms: 60_000 });
    await expect(
      portal.call('crm.deal.update', { id: 3, fields: { TITLE: 'late' } }),
    ).rejects.toThrow();
    expect((await getDeal()).text).not.toContain('"TITLE":"late"');
    await portal.control('/clock', { advanceMs: 60_000 });
    await waitFor(
      'the late write',
      async () => (await getDeal()).text.includes('"TITLE":"late"') || undefined,
    );
  });

  it('delay and slow-body wait in virtual time', async () => {
    for (const kind of ['delay', 'slow-body']) {
      await fault(kind, { ms: 3_600_000 });
      let isDone = false;
      const answer = getDeal().finally(() => {
        isDone = true;
      });
      await waitFor('the request is under way', async () => {
        const counters = await portal.read<{ faultsByKind: Record<string, number> }>('/counters');
        return counters.faultsByKind[kind];
      });
      expect(isDone).toBe(false);
      // A slow body waits piece by piece, so time is moved until the last piece is out.
      const moved = waitFor('the answer', async () => {
        await portal.control('/clock', { advanceMs: 3_600_000 });
        return isDone || undefined;
      });
      expect((await answer).text).toContain('"ID":"3"');
      await moved;
    }
  });
});

describe('which calls a fault strikes', () => {
  const cmd = { a: 'crm.deal.get?id=3', b: 'crm.deal.get?id=4', t: 'server.time' };

  it('one command of a batch by method and id, siblings stay', async () => {
    await portal.control('/faults', [
      { kind: 'empty-code', match: { method: 'crm.deal.get', command: true, id: 4 } },
    ]);
    const { text } = await portal.call('batch', { cmd });
    expect(text).toContain(
      '"result_error":{"b":{"error":"","error_description":"Failed to get list. General error."}}',
    );
    expect(text).toContain('"result":{"a":{"ID":"3"');
  });

  it('lost-key leaves a command out of every map', async () => {
    await portal.control('/faults', [
      { kind: 'lost-key', match: { method: 'crm.deal.get' }, count: 1 },
    ]);
    const { result } = JSON.parse((await portal.call('batch', { cmd })).text) as {
      result: Record<string, Record<string, Json>>;
    };
    expect(Object.keys(result['result'] ?? {})).toEqual(['b', 't']);
    expect(result['result_error']).toEqual([]);
    expect(Object.keys(result['result_time'] ?? {})).toEqual(['b', 't']);
  });

  it('the outer batch alone when command is false', async () => {
    await portal.control('/faults', [{ kind: 'rate-limit', match: { command: false }, count: 1 }]);
    expect((await portal.call('batch', { cmd })).status).toBe(503);
    expect((await portal.call('batch', { cmd })).text).toContain('"result_error":[]');
  });

  it('a share of the calls, repeatably', async () => {
    const run = async (): Promise<string> => {
      await portal.control('/faults', [{ kind: 'rate-limit', rate: 0.5 }]);
      const seen: number[] = [];
      for (let step = 0; step < 20; step += 1) seen.push((await portal.call('server.time')).status);
      return seen.join();
    };
    const first = await run();
    expect(first).toContain('503');
    expect(first).toContain('200');
    expect(await run()).toBe(first);
  });

  it('a list of faults replaces the old one, an empty list heals', async () => {
    await portal.control('/faults', [{ kind: 'overload' }]);
    expect((await getDeal()).status).toBe(503);
    await portal.control('/faults', []);
    expect((await getDeal()).status).toBe(200);
  });
});
