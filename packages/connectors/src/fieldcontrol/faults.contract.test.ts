import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClock } from '@ponte/clock';
import { failureOf } from '../testing/failure-of.ts';
import { SHORT_TIMEOUT_MS, TEST_PATIENCE_MS, TEST_TIMEOUT_MS } from '../testing/test-patience.ts';
import {
  address,
  marina,
  startFakeAccount,
  UNLIMITED,
  type FakeAccount,
} from './fake-account.suite.ts';
import { FOREIGN_ID } from './model.ts';

const clock = createClock({ scale: 60 });
let at: FakeAccount;

beforeAll(async () => {
  at = await startFakeAccount(clock);
});
beforeEach(() => at.reset());
afterAll(() => at.stop());

const createdTickets = async (): Promise<number> => {
  const { createdByResource } = await at.control.get('counters');
  return (createdByResource as Record<string, number>)['tickets'] ?? 0;
};
const postedTickets = async (): Promise<number> => {
  const { postsByResource } = await at.control.get('counters');
  return (postsByResource as Record<string, number>)['tickets'] ?? 0;
};
const POST = { method: 'post /tickets' };

describe('a create whose answer is lost', () => {
  test.each([
    ['error-500', 'unavailable', 0],
    ['error-502', 'unavailable', 0],
    ['reset', 'unavailable', 0],
    ['html-200', 'unexpected_answer', 0],
    ['error-500-after', 'unavailable', 1],
    ['error-502-after', 'unavailable', 1],
    ['lost-answer', 'unavailable', 1],
    ['truncated-json', 'unexpected_answer', 1],
    ['foreign-ids', 'unexpected_answer', 1],
    ['hang-after', 'timeout', 1],
  ])('%s is sent once, is %s, and is not called undone', async (kind, expected, made) => {
    const draft = await at.newTicket();
    await at.control.setFaults({ kind, match: POST });
    const timeoutMs = kind === 'hang-after' ? SHORT_TIMEOUT_MS : TEST_TIMEOUT_MS;
    const http = { timeoutMs, limit: UNLIMITED, patienceMs: TEST_PATIENCE_MS };
    const error = await failureOf(at.build({ http }).createTicket(draft));
    expect(error).toMatchObject({ kind: expected, notApplied: false, effect: 'create' });
    expect([await postedTickets(), await createdTickets()]).toEqual([1, made]);
  });
});

describe('a read', () => {
  test.each([
    ['error-500', 'unavailable', 3],
    ['html-200', 'unexpected_answer', 3],
    ['truncated-json', 'unexpected_answer', 3],
    ['reset', 'unavailable', 3],
    ['page-without-items', 'unexpected_answer', 1],
  ])('%s is %s after %i requests', async (kind, expected, requests) => {
    await at.control.setFaults({ kind });
    expect(await failureOf(at.field.listServices())).toMatchObject({ kind: expected });
    expect(await at.control.get('counters')).toMatchObject({ requests });
  });

  test('a trouble that passes is not noticed', async () => {
    await at.control.setFaults({ kind: 'error-502', count: 2 });
    expect(await at.field.listServices()).not.toEqual([]);
  });

  test('an update may be repeated', async () => {
    const draft = await at.newTicket();
    const { id } = await at.field.createTicket(draft);
    await at.control.setFaults({ kind: 'lost-answer', match: { method: 'put *' }, count: 1 });
    expect((await at.field.updateTicket(id, { ...draft, subject: 'New' })).subject).toBe('New');
  });
});

describe('a search among objects that cannot be read', () => {
  test('is no proof that something is not there', async () => {
    const draft = await at.newTicket();
    await at.field.createTicket(draft);
    await at.control.setFaults({ kind: 'foreign-ids' });
    for (const [operation, search] of [
      ['findCustomersByDocument', () => at.field.findCustomersByDocument('52998224725')],
      ['findCustomersByCode', () => at.field.findCustomersByCode('isales-501')],
      ['searchTickets', () => at.field.searchTickets(draft)],
    ] as const) {
      const error = await failureOf(search());
      expect(error).toMatchObject({ kind: 'unexpected_answer', operation, effect: 'read' });
      expect(error.message).toContain('FIELDCONTROL_ACCOUNT_ID');
      expect(error.message).not.toMatch(/Marina|52998224725/);
    }
  });

  test('finds what is not among them', async () => {
    await at.control.setFaults({ kind: 'foreign-ids' });
    expect(await at.field.findCustomersByCode('isales-0')).toEqual({ items: [], swept: false });
  });
});

describe('a refusal', () => {
  test('names the field and no value', async () => {
    const zipCode = '1508';
    const error = await failureOf(
      at.field.createCustomer({ ...marina, address: { ...address, zipCode } }),
    );
    expect(error).toMatchObject({ kind: 'rejected', status: 422, notApplied: true });
    expect(error.code).toBe('resourceValidationErr');
    expect(error.message).toContain('zipCode');
    expect(error.message).not.toContain(zipCode);
  });

  test('in a form that nobody has documented is one too', async () => {
    const draft = await at.newTicket();
    for (const body of [
      { statusCode: 422, reason: ['invalid', 'name'] },
      ['name is invalid'],
      'no',
      null,
      { message: 'documentNumber "529.982.247-25" of 52998224725 is taken' },
    ]) {
      await at.control.setFaults({ kind: 'unknown-422', match: POST, body });
      const error = await failureOf(at.field.createTicket(draft));
      expect(error).toMatchObject({ kind: 'rejected', status: 422, notApplied: true });
      expect(error.message).not.toMatch(/52998224725|529\.982/);
    }
  });

  test('of a document that is there already was not applied', async () => {
    await at.control.act({ do: 'set-rules', duplicateDocuments: 'rejected' });
    await at.field.createCustomer(marina);
    expect(
      await failureOf(at.field.createCustomer({ ...marina, code: 'isales-502' })),
    ).toMatchObject({
      ...{ kind: 'rejected', notApplied: true },
    });
  });

  test('of an object that is not there is not_found', async () => {
    const gone = Buffer.from(`999999:${at.fake.accountId}`).toString('base64');
    expect(await failureOf(at.field.getCustomer(gone))).toMatchObject({ kind: 'not_found' });
  });

  test('of the key says what to do', async () => {
    const stranger = at.build({ apiKey: 'wrong-key-0123456789' });
    const error = await failureOf(stranger.listServices());
    expect(error).toMatchObject({ kind: 'auth_revoked', status: 401 });
    expect(error.message).toContain('FIELDCONTROL_API_KEY');
  });
});

describe('an id', () => {
  const foreign = Buffer.from('9001:11111').toString('base64');

  test.each([
    ['of another account', foreign],
    ['that is none', 'isales-501'],
    ['that is a path', '../orders'],
    ['that is empty', ''],
  ])('%s is refused before anything is sent', async (_, id) => {
    const before = await at.control.get('counters');
    const draft = { name: 'x', subject: 'x', message: '', externalId: 'x', serviceId: id };
    for (const work of [
      () => at.field.getCustomer(id),
      () => at.field.listLocations(id),
      () => at.field.addPhone(id, { number: '1', type: 'mobile' }),
      () => at.field.findOrdersByTicket(id),
      () => at.field.createTicket({ ...draft, customerId: at.fake.services.installation }),
    ]) {
      expect(await failureOf(work())).toMatchObject({
        ...{ kind: 'rejected', code: FOREIGN_ID, notApplied: true },
      });
    }
    expect(await at.control.get('counters')).toMatchObject({ requests: before['requests'] });
  });

  test('of any account passes where none is configured', async () => {
    const open = at.build({ accountId: undefined });
    expect(await failureOf(open.getCustomer(foreign))).toMatchObject({ kind: 'not_found' });
  });
});

describe('429', () => {
  test('is waited for a little, twice as long each time, and then goes back to the job', async () => {
    const client = at.build({ random: () => 0 });
    await at.control.setFaults({ kind: 'too-many-requests' });
    const before = clock.nowMs();
    const error = await failureOf(client.listServices());
    expect(error).toMatchObject({ kind: 'rate_limited', status: 429, notApplied: true });
    // 2 s and 4 s were waited for in here; the next 8 s are the job's.
    expect(clock.nowMs() - before).toBeGreaterThanOrEqual(6_000);
    expect(error.retryAt!.getTime() - before).toBeGreaterThanOrEqual(14_000);
    expect(await at.control.get('counters')).toMatchObject({ requests: 3 });
  });

  test('of a create is repeated, because it was not applied', async () => {
    const draft = await at.newTicket();
    await at.control.setFaults({ kind: 'too-many-requests', match: POST, count: 1 });
    await at.build().createTicket(draft);
    expect([await postedTickets(), await createdTickets()]).toEqual([2, 1]);
  });
});

test('key and people appear nowhere', async () => {
  const draft = await at.newTicket();
  const errors: unknown[] = [];
  for (const kind of ['error-500', 'html-200', 'reset', 'too-many-requests', 'unknown-422']) {
    await at.control.setFaults({ kind });
    const client = at.build({ http: { timeoutMs: TEST_TIMEOUT_MS, limit: UNLIMITED } });
    for (const work of [
      () => client.createTicket(draft),
      () => client.createCustomer(marina),
      () => client.findCustomersByDocument('52998224725'),
      () => client.searchTickets(draft),
    ]) {
      errors.push(await failureOf(work()));
    }
  }
  const seen = `${inspect(errors, { depth: 9 })} ${at.lines.join('\n')} ${JSON.stringify(at.reports)}`;
  for (const secret of [at.fake.apiKey, '52998224725', 'Marina', 'Acácias', 'isales-501']) {
    expect(seen).not.toContain(secret);
  }
});
