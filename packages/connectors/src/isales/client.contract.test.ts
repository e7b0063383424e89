import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClock } from '@ponte/clock';
import { startIsalesFake, type IsalesFake } from '@ponte/fakes/start';
import { controlOf, type FakeControl } from '../testing/controlled-fake.ts';
import { failureOf } from '../testing/failure-of.ts';
import { collectLogLines } from '../testing/log-lines.ts';
import { createVendorBucket } from '../testing/vendor-bucket.ts';
import { SHORT_TIMEOUT_MS, TEST_PATIENCE_MS, TEST_TIMEOUT_MS } from '../testing/test-patience.ts';
import { createIsales, type IsalesConnector, type IsalesOptions } from './index.ts';

const clock = createClock({ scale: 60 });
const log = collectLogLines();
const WINDOW = { desde: '2020-01-01', ate: '2030-01-01' };
const reports: unknown[] = [];
let fake: IsalesFake;
let control: FakeControl;
let isales: IsalesConnector;

function build(overrides: Partial<IsalesOptions> = {}): IsalesConnector {
  return createIsales({
    ...{ baseUrl: fake.url, apiToken: fake.apiToken, account: 'default' },
    ...{ clock, logger: log.logger, onCall: (report) => reports.push(report) },
    http: { timeoutMs: TEST_TIMEOUT_MS, patienceMs: TEST_PATIENCE_MS },
    ...overrides,
  });
}

beforeAll(async () => {
  const time = { scale: clock.scale, originMs: clock.originMs };
  fake = await startIsalesFake({ time, scenario: 'board' });
  control = controlOf(fake.control);
  isales = build();
});
beforeEach(() => control.reset());
afterAll(async () => {
  await isales.close();
  await fake.stop();
});

const listBoard = () => isales.listBoard({ funilId: String(fake.funilId), ...WINDOW });

async function cardOf(caseName: string): Promise<string> {
  const { cards } = await control.get(`state?case=${caseName}`);
  return String((cards as { clienteId: number }[])[0]?.clienteId);
}

describe('the board', () => {
  test('is one request, whatever its length', async () => {
    const before = clock.nowMs();
    const { cards, problems, readAt } = await listBoard();
    expect([cards.length, problems]).toEqual([200, []]);
    expect(cards[0]).toMatchObject({ clienteId: expect.any(String), colunaId: expect.any(Number) });
    expect(readAt.getTime()).toBeGreaterThanOrEqual(Math.floor(before));
    expect(readAt.getTime()).toBeLessThanOrEqual(clock.nowMs());
    expect(await control.get('counters')).toMatchObject({ requests: 1 });
  });

  test('with nothing but what is certain, and with ids as texts, gives the same cards', async () => {
    const whole = await listBoard();
    await control.act({ do: 'set-row-fields', fields: 'certain' });
    await control.act({ do: 'set-id-form', form: 'text' });
    const certain = await listBoard();
    const essence = ({ cards }: typeof whole) =>
      cards.map(({ clienteId, colunaId, vendedor }) => ({ clienteId, colunaId, vendedor }));
    expect(essence(certain)).toEqual(essence(whole));
    expect(certain.cards[0]).toMatchObject({ rowId: null, nome: null, movidoEm: null });
  });

  test('of another funnel is empty', async () => {
    expect((await isales.listBoard({ funilId: '1', ...WINDOW })).cards).toEqual([]);
  });
});

describe('the details', () => {
  test('of every card of the board can be read or are a problem of that card alone', async () => {
    const { cards } = await listBoard();
    const ends = await Promise.allSettled(
      cards
        .slice(0, 60)
        .flatMap(({ clienteId }) => [
          isales.getClient(clienteId),
          isales.getProposal(clienteId),
          isales.getCustomFields(clienteId),
        ]),
    );
    const failed = ends.filter(({ status }) => status === 'rejected');
    expect(failed.length).toBeLessThan(12);
    for (const end of failed) {
      expect(end).toMatchObject({ reason: { name: 'VendorError', vendor: 'isales' } });
    }
  });

  test('of a client without a proposal are null, with the raw answer kept', async () => {
    const { clienteId } = (await control.act({ do: 'create-card', proposta: null })) as {
      clienteId: number;
    };
    const { value, raw } = await isales.getProposal(String(clienteId));
    expect([value, raw]).toEqual([null, []]);
  });

  test('of a client that is not there are null', async () => {
    expect((await isales.getClient('999999')).value).toBeNull();
    const { value, labels } = await isales.getCustomFields('999999');
    expect([value.acesso, labels]).toEqual([null, {}]);
  });

  test.each([
    ['a list where an object was', { propostas: [{}, {}] }],
    ['a text where an object was', { propostas: 'nenhuma' }],
    ['another key', { proposta: {} }],
    ['a list', []],
  ])('with %s are an unexpected answer', async (_, body) => {
    const { clienteId } = (await control.act({ do: 'create-card' })) as { clienteId: number };
    await control.act({ do: 'spoil-card', clienteId, read: 'propostas', body });
    const error = await failureOf(isales.getProposal(String(clienteId)));
    expect(error).toMatchObject({ kind: 'unexpected_answer', operation: 'getProposal' });
    expect((await isales.getClient(String(clienteId))).value?.nome).toBeTruthy();
  });
});

describe('trouble', () => {
  test.each([
    ['internal-error', 'unavailable', 3],
    ['error-502', 'unavailable', 3],
    ['reset', 'unavailable', 3],
    ['html-200', 'unexpected_answer', 3],
    ['empty-200', 'unexpected_answer', 3],
    ['truncated-json', 'unexpected_answer', 3],
    ['wrong-shape', 'unexpected_answer', 1],
    ['unauthorized', 'auth_revoked', 1],
    ['redirect', 'rejected', 1],
  ])('%s is %s after %i requests', async (kind, expected, requests) => {
    await control.setFaults({ kind, count: 9 });
    expect(await failureOf(listBoard())).toMatchObject({ kind: expected });
    expect(await control.get('counters')).toMatchObject({ requests });
  });

  test('that passes is not noticed', async () => {
    await control.setFaults({ kind: 'error-503', count: 2 });
    expect((await listBoard()).cards).toHaveLength(200);
  });

  test('a silent iSales is a timeout', async () => {
    await control.setFaults({ kind: 'hang', count: 1 });
    const hasty = build({ http: { timeoutMs: SHORT_TIMEOUT_MS, patienceMs: TEST_PATIENCE_MS } });
    const board = await hasty.listBoard({ funilId: String(fake.funilId), ...WINDOW });
    await hasty.close();
    expect(board.cards).toHaveLength(200);
    expect(reports).toContainEqual(expect.objectContaining({ outcome: 'timeout' }));
  });

  test('a 429 with Retry-After is obeyed, and a long one goes back to the job', async () => {
    await control.setFaults({ kind: 'too-many-requests', count: 9, retryAfter: 3_600 });
    const before = clock.nowMs();
    // Less patient than an hour of the clock is long.
    const resting = build({ http: { timeoutMs: TEST_TIMEOUT_MS, patienceMs: 10_000 } });
    const ask = () => failureOf(resting.getClient('501'));
    const [first, second] = [await ask(), await ask()];
    await resting.close();
    expect(first).toMatchObject({ kind: 'rate_limited', notApplied: true });
    expect(first.retryAt!.getTime() - before).toBeGreaterThanOrEqual(3_600_000);
    expect(second).toMatchObject({ kind: 'rate_limited', retryAt: first.retryAt });
    expect(await control.get('counters')).toMatchObject({ requests: 1 });
  });

  test('a wrong token says what to do', async () => {
    const stranger = build({ apiToken: 'wrong-token-0123456789' });
    const error = await failureOf(stranger.listBoard({ funilId: '1', ...WINDOW }));
    await stranger.close();
    expect(error.kind).toBe('auth_revoked');
    expect(error.message).toContain('ISALES_API_TOKEN');
  });
});

test('many calls at once come at the rate that is meant, and in no larger burst', async () => {
  const limit = { burst: 60, perSecond: 3 };
  const bucket = createVendorBucket(clock, limit);
  const polite = build({ onCall: () => bucket.arrive() });
  await Promise.all(Array.from({ length: 120 }, () => polite.getClient('999999')));
  await polite.close();
  expect(bucket.highest).toBeLessThanOrEqual(limit.burst);
});

test('the token and people appear nowhere', async () => {
  const clienteId = await cardOf('plain');
  const errors: unknown[] = [];
  for (const kind of ['internal-error', 'html-200', 'reset', 'redirect', 'unauthorized']) {
    await control.setFaults({ kind, count: 3 });
    errors.push(await isales.getClient(clienteId).catch((error: unknown) => error));
  }
  const away = build({ baseUrl: 'http://127.0.0.1:1' });
  errors.push(await failureOf(away.getClient(clienteId)));
  await away.close();
  await control.setFaults();
  const { value } = await isales.getClient(clienteId);
  const seen = `${inspect(errors, { depth: 9 })} ${log.lines.join('\n')} ${JSON.stringify(reports)}`;
  expect(value?.nome).toBeTruthy();
  for (const secret of [fake.apiToken, value?.nome, value?.email, value?.telefone]) {
    if (secret !== null && secret !== undefined) expect(seen).not.toContain(secret);
  }
});
