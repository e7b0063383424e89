import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeServer, listenOnLoopback } from '../../net/listen.ts';
import { readBody } from '../../net/read-body.ts';
import { startPortalUnderTest, type PortalUnderTest } from '../test-support/portal-under-test.ts';
import { waitFor } from '../test-support/wait-for.ts';
import { toEventForm } from './event-form.ts';

interface Deliveries {
  fired: number;
  sent: number;
  failed: number;
  withheld: number;
  pending: number;
  deliveries: { event: string; id: string; outcome: string; status: number }[];
}

let heard: { body: string; contentType: string | undefined }[] = [];
let status = 200;
let held: Promise<void> = Promise.resolve();
let portal: PortalUnderTest;
const handler = createServer((request, response) => {
  void readBody(request).then((body) => {
    heard.push({ body: body.toString('utf8'), contentType: request.headers['content-type'] });
    void held.then(() => response.writeHead(status).end());
  });
});

beforeAll(async () => {
  const port = await listenOnLoopback(handler, 0, 'the handler');
  portal = await startPortalUnderTest({
    scenario: 'small',
    handler: { url: `http://127.0.0.1:${port}/hook`, applicationToken: 'tok+en/1 ç' },
    domain: 'empresa.bitrix24.com.br',
    events: { minDelayMs: 0, maxDelayMs: 0 },
  });
});
beforeEach(async () => {
  await portal.control('/reset', { seed: 1, scenario: 'small' });
  heard = [];
  status = 200;
});
afterAll(async () => {
  await portal.fake.stop();
  await closeServer(handler);
});

const settled = (): Promise<Deliveries> =>
  waitFor('all deliveries are done', async () => {
    const log = await portal.read<Deliveries>('/deliveries');
    return log.pending === 0 && log.fired > 0 ? log : undefined;
  });

describe('the form of an outgoing webhook', () => {
  it('is the documented one, byte for byte', () => {
    const body = toEventForm({
      event: 'ONCRMDEALUPDATE',
      handlerId: 975,
      id: 7405,
      ts: 1766047124,
      domain: 'some-domain.bitrix24.com',
      origin: 'https://some-domain.bitrix24.com',
      memberId: '0123456789abcdef0123456789abcdef',
      applicationToken: 'APPLICATION_TOKEN',
    });
    expect(body).toBe(
      'event=ONCRMDEALUPDATE&event_handler_id=975&data%5BFIELDS%5D%5BID%5D=7405&ts=1766047124' +
        '&auth%5Bdomain%5D=some-domain.bitrix24.com' +
        '&auth%5Bclient_endpoint%5D=https%3A%2F%2Fsome-domain.bitrix24.com%2Frest%2F' +
        '&auth%5Bserver_endpoint%5D=https%3A%2F%2Foauth.bitrix.info%2Frest%2F' +
        '&auth%5Bmember_id%5D=0123456789abcdef0123456789abcdef' +
        '&auth%5Bapplication_token%5D=APPLICATION_TOKEN',
    );
  });

  it('arrives as a form with the handler’s token, encoded as PHP does', async () => {
    await portal.act({ do: 'edit-deal', id: 3, fields: { TITLE: 'x' } });
    await settled();
    expect(heard[0]?.contentType).toBe('application/x-www-form-urlencoded');
    expect(heard[0]?.body).toMatch(
      /^event=ONCRMDEALUPDATE&event_handler_id=975&data%5BFIELDS%5D%5BID%5D=3&ts=\d{10}&auth%5Bdomain%5D=empresa\.bitrix24\.com\.br&.*&auth%5Bapplication_token%5D=tok%2Ben%2F1\+%C3%A7$/,
    );
  });
});

describe('which changes are heard', () => {
  it('the portal’s own API writes and the screen’s edits, but no funnel move', async () => {
    const id = await portal.result<number>('crm.deal.add', { fields: { TITLE: 'a' } });
    await portal.call('crm.deal.update', { id, fields: { TITLE: 'b' } });
    await portal.act({ do: 'move-deal-category', id, categoryId: 9 });
    await portal.call('crm.deal.delete', { id });
    await portal.act({ do: 'edit-deal', id: 3, fields: { TITLE: 'quiet' }, silent: true });
    const log = await settled();
    expect(log.deliveries.map(({ event }) => event).sort()).toEqual([
      'ONCRMDEALADD',
      'ONCRMDEALDELETE',
      'ONCRMDEALUPDATE',
    ]);
    expect(log.fired).toBe(3);
  });

  it('one post per change, a failed one is never repeated', async () => {
    status = 500;
    await portal.act({ do: 'mutate', count: 20, ids: [3, 4] });
    const log = await settled();
    expect([log.fired, log.sent, heard.length]).toEqual([20, 20, 20]);
    expect(new Set(log.deliveries.map((delivery) => delivery.status))).toEqual(new Set([500]));
  });

  it('every n-th is withheld when the queue is set so', async () => {
    await portal.act({ do: 'configure-events', withholdEvery: 4 });
    await portal.act({ do: 'mutate', count: 12 });
    const log = await settled();
    expect([log.sent, log.withheld, heard.length]).toEqual([9, 3, 9]);
    expect(log.deliveries.filter(({ outcome }) => outcome === 'withheld')).toHaveLength(3);
  });

  it('every n-th comes twice when the queue is set so', async () => {
    await portal.act({ do: 'configure-events', duplicateEvery: 5 });
    await portal.act({ do: 'mutate', count: 10 });
    const log = await settled();
    expect([log.fired, log.sent, heard.length]).toEqual([10, 12, 12]);
  });

  it('nothing is sent before its virtual time has come', async () => {
    await portal.act({ do: 'configure-events', minDelayMs: 3_600_000, maxDelayMs: 3_600_000 });
    await portal.act({ do: 'edit-deal', id: 3, fields: { TITLE: 'late' } });
    expect((await portal.read<Deliveries>('/deliveries')).pending).toBe(1);
    await portal.control('/clock', { advanceMs: 3_600_000 });
    await settled();
    expect(heard).toHaveLength(1);
  });

  it('a slow handler is called again only after a pause', async () => {
    let release = (): void => undefined;
    held = new Promise((resolve) => {
      release = resolve;
    });
    await portal.act({ do: 'configure-events', concurrency: 1, slowMs: 3000, gapFactor: 2 });
    await portal.act({ do: 'mutate', count: 2 });
    await waitFor('the first post', () => (heard.length === 1 ? true : undefined));
    await portal.control('/clock', { advanceMs: 3_600_000 });
    release();
    await waitFor('the answer to it', async () => {
      const log = await portal.read<Deliveries>('/deliveries');
      return log.sent === 1 || undefined;
    });
    expect([heard.length, (await portal.read<Deliveries>('/deliveries')).pending]).toEqual([1, 1]);
    await portal.control('/clock', { advanceMs: 3 * 3_600_000 });
    await settled();
    expect(heard).toHaveLength(2);
  });

  it('an event of a card names its type beside its id', async () => {
    await portal.control('/reset', { scenario: { name: 'trade', deals: 1, goods: 3 } });
    const [handlerNow] = (
      await portal.read<{ eventHandlers: { url: string; applicationToken: string }[] }>('/state')
    ).eventHandlers;
    const names = ['ADD', 'UPDATE', 'DELETE'].map((what) => `CATALOG.PRODUCT.ON.${what}`);
    const { url = '', applicationToken = '' } = handlerNow ?? {};
    await portal.act({ do: 'set-event-handler', url, applicationToken, events: names });
    await portal.act({ do: 'configure-events', reorders: false, concurrency: 1 });
    const { id } = await portal.act<{ id: number }>({ do: 'add-product', name: 'Chá' });
    await portal.call('catalog.product.update', { id, fields: { name: 'Chá verde' } });
    await portal.act({ do: 'delete-product', id });
    await settled();
    expect(heard.map(({ body }) => decodeURIComponent(body).replace(/&ts=.*/, ''))).toEqual(
      names.map(
        (name) => `event=${name}&event_handler_id=975&data[FIELDS][ID]=${id}&data[FIELDS][TYPE]=1`,
      ),
    );
    await portal.act({ do: 'set-event-handler', url, applicationToken });
  });

  it('a forged event carries what the test says', async () => {
    await portal.act({
      do: 'emit-event',
      event: 'ONCRMDEALUPDATE',
      id: 5,
      applicationToken: 'wrong',
      count: 2,
    });
    await portal.act({ do: 'emit-event', body: '{"event":1}', contentType: 'application/json' });
    await waitFor('three posts', () => (heard.length === 3 ? true : undefined));
    expect(heard.filter(({ body }) => body.endsWith('application_token%5D=wrong'))).toHaveLength(2);
    expect(heard.find(({ contentType }) => contentType === 'application/json')?.body).toBe(
      '{"event":1}',
    );
  });
});
