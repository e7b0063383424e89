import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { inspect } from 'node:util';
import { createClock } from '@ponte/clock';
import {
  sendJson,
  startAnsweringServer,
  type AnsweringServer,
} from '../testing/answering-server.ts';
import { collectLogLines } from '../testing/log-lines.ts';
import type { Authorize } from './auth.ts';
import type { Call, Classify } from './call.ts';
import { createHttp, type Http, type HttpOptions } from './create.ts';
import type { Limiters, Turn } from './limiter.ts';
import { isVendorError, type VendorError } from './vendor-error.ts';

const SECRET = 'canary0secret0canary';
const READ: Call = {
  operation: 'getThing',
  effect: 'read',
  method: 'POST',
  path: 'thing',
  json: {},
};
const CREATE: Call = { ...READ, operation: 'addThing', effect: 'create' };

/** An error in the body counts, whatever the status: Bitrix24's habit. */
const classify: Classify = ({ status, body }) => {
  if (status === 401) return { kind: 'auth_expired', message: 'Token expired.' };
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined;
  const code = String(body.error);
  return {
    kind: code === 'BUSY' ? 'rate_limited' : 'rejected',
    code,
    message: `Refused with ${code}.`,
    ...(code === 'BUSY' ? { drainsLimit: true, notApplied: true } : {}),
  };
};

/** Lets everything pass and remembers who paid. */
function countingLimiters(): Limiters & { turns: Turn[] } {
  const limiters = {
    turns: [] as Turn[],
    schedule: <Result>(turn: Turn, run: () => Promise<Result>): Promise<Result> => {
      limiters.turns.push(turn);
      return run();
    },
    drain: async () => {},
    close: async () => {},
  };
  return limiters;
}

/** Lets one pass at a time, in order. */
function oneAtATime(): Limiters {
  let last: Promise<unknown> = Promise.resolve();
  return {
    schedule: (_turn, run) => {
      const own = last.then(run, run);
      last = own;
      return own;
    },
    drain: async () => {},
    close: async () => {},
  };
}

let server: AnsweringServer;
const open: Http[] = [];

beforeAll(async () => {
  server = await startAnsweringServer((response) => sendJson(response, { result: 1 }));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((http) => http.close()));
});
afterAll(() => server.close());

function build(overrides: Partial<HttpOptions> = {}) {
  const limiters = countingLimiters();
  const { logger, lines } = collectLogLines();
  const http = createHttp({
    vendor: 'vendor',
    account: 'default',
    baseUrl: `${server.url}rest/1/${SECRET}/`,
    secrets: [SECRET],
    classify,
    limiters,
    timeoutMs: 2_000,
    maxAnswerBytes: 10_000,
    clock: createClock({ scale: 20 }),
    logger,
    random: () => 0,
    ...overrides,
  });
  open.push(http);
  return { http, limiters, lines };
}

async function failureOf(work: Promise<unknown>): Promise<VendorError> {
  const thrown: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!isVendorError(thrown)) throw new Error(`expected a VendorError, got ${inspect(thrown)}`);
  return thrown;
}

describe('the layers lie in their order', () => {
  test('every attempt pays the limiter, not only the first', async () => {
    server.answerWith((response, _, count) =>
      sendJson(response, count < 3 ? { error: 'BUSY' } : { result: 'ok' }),
    );
    const { http, limiters } = build();
    const answer = await http.call(READ);
    expect(answer.body).toEqual({ result: 'ok' });
    expect(limiters.turns).toHaveLength(3);
  });

  test('a sleeping retry holds no turn: another call overtakes it', async () => {
    server.answerWith((response, _, count) =>
      sendJson(response, count === 1 ? { error: 'BUSY' } : { result: 'ok' }),
    );
    // The retry comes five seconds later.
    const { http } = build({ clock: createClock({ scale: 0.2 }), limiters: oneAtATime() });
    const order: string[] = [];
    const first = http.call(READ).then(() => order.push('first'));
    await expect.poll(() => server.received.length).toBe(1);
    const second = http.call(READ).then(() => order.push('second'));
    await Promise.all([first, second]);
    expect(order).toEqual(['second', 'first']);
  });

  test('the deadline of an attempt that was answered does not end the next one', async () => {
    server.answerWith((response, _, count) =>
      sendJson(response, count === 1 ? { error: 'BUSY' } : { result: 'ok' }),
    );
    let turns = 0;
    const slow = countingLimiters();
    const http = build({
      limiters: {
        ...slow,
        schedule: async (turn, run) => {
          turns += 1;
          // Longer than an attempt may take.
          if (turns === 2) await new Promise((resolve) => setTimeout(resolve, 2_100));
          return slow.schedule(turn, run);
        },
      },
    }).http;
    expect((await http.call(READ)).body).toEqual({ result: 'ok' });
  });

  test('an error that comes with status 200 is seen before the retry decision', async () => {
    server.answerWith((response, _, count) =>
      sendJson(response, count === 1 ? { error: 'BUSY' } : { result: 'ok' }),
    );
    const { http } = build();
    await http.call(READ);
    expect(server.received).toHaveLength(2);
  });

  test('a refused token is renewed and the next attempt carries the new one', async () => {
    let token = 'old';
    const authorize: Authorize = {
      getToken: async () => token,
      refreshToken: async () => (token = 'new'),
      toHeaders: (value) => ({ authorization: `Bearer ${value}` }),
    };
    server.answerWith((response, { headers }) =>
      headers.authorization === 'Bearer new'
        ? sendJson(response, { result: 'ok' })
        : sendJson(response, {}, 401),
    );
    const { http, limiters } = build({ authorize });
    await http.call(READ);
    expect(server.received.map((one) => one.headers.authorization)).toEqual([
      'Bearer old',
      'Bearer new',
    ]);
    expect(limiters.turns).toHaveLength(2);
  });

  test('many calls with one stale token renew it once', async () => {
    let token = 'old';
    let renewals = 0;
    const authorize: Authorize = {
      getToken: async () => token,
      refreshToken: async () => {
        renewals += 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
        return (token = 'new');
      },
      toHeaders: (value) => ({ authorization: `Bearer ${value}` }),
    };
    server.answerWith((response, { headers }) =>
      headers.authorization === 'Bearer new'
        ? sendJson(response, { result: 'ok' })
        : sendJson(response, {}, 401),
    );
    const { http } = build({ authorize });
    await Promise.all(Array.from({ length: 20 }, () => http.call(READ)));
    expect(renewals).toBe(1);
  });

  test('a token that stays refused ends the call after one renewal', async () => {
    const authorize: Authorize = {
      getToken: async () => 'old',
      refreshToken: async () => 'new',
      toHeaders: (value) => ({ authorization: `Bearer ${value}` }),
    };
    server.answerWith((response) => sendJson(response, {}, 401));
    const { http } = build({ authorize });
    const error = await failureOf(http.call(READ));
    expect(error.kind).toBe('auth_expired');
    expect(server.received).toHaveLength(2);
  });
});

describe('what is repeated', () => {
  test('a call that makes something is not repeated when it may have been applied', async () => {
    server.answerWith((response) => sendJson(response, { oops: 1 }, 500));
    const { http } = build();
    const error = await failureOf(http.call(CREATE));
    expect(error).toMatchObject({ kind: 'unavailable', status: 500, notApplied: false });
    expect(server.received).toHaveLength(1);
  });

  test('a call that makes something is repeated when the vendor proves it did nothing', async () => {
    server.answerWith((response, _, count) =>
      sendJson(
        response,
        count === 1 ? { error: 'BUSY' } : { result: 'ok' },
        count === 1 ? 503 : 200,
      ),
    );
    const { http } = build();
    await http.call(CREATE);
    expect(server.received).toHaveLength(2);
  });

  test('a read is given up after three attempts', async () => {
    server.answerWith((response) => sendJson(response, {}, 502));
    const { http } = build();
    const error = await failureOf(http.call(READ));
    expect(error.kind).toBe('unavailable');
    expect(server.received).toHaveLength(3);
  });

  test('a refusal is final', async () => {
    server.answerWith((response) => sendJson(response, { error: 'NO' }));
    const { http } = build();
    const error = await failureOf(http.call(READ));
    expect(error).toMatchObject({ kind: 'rejected', code: 'NO', operation: 'getThing' });
    expect(server.received).toHaveLength(1);
  });

  test('nothing listens: proven not applied, and said so', async () => {
    const { http } = build({ baseUrl: 'http://127.0.0.1:1/rest/1/x/' });
    const error = await failureOf(http.call(CREATE));
    expect(error).toMatchObject({ kind: 'unavailable', code: 'ECONNREFUSED', notApplied: true });
  });
});

describe('bad answers', () => {
  test.each([
    ['a page of HTML', 200, '<html><body>maintenance</body></html>', 'unexpected_answer'],
    ['a page of HTML with status 502', 502, '<html>bad gateway</html>', 'unavailable'],
    ['cut JSON', 200, '{"result":[{"ID":"1"', 'unexpected_answer'],
    ['nothing at all', 200, '', 'unexpected_answer'],
  ] as const)('%s is a %s … VendorError', async (_, status, text, kind) => {
    server.answerWith((response) => {
      response.writeHead(status);
      response.end(text);
    });
    const { http } = build();
    const error = await failureOf(http.call(READ));
    expect(error).toMatchObject({ kind, status });
  });

  test('a body that is cut on the wire is unavailable', async () => {
    server.answerWith((response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"result":');
      setTimeout(() => response.destroy(), 5);
    });
    const { http } = build();
    expect((await failureOf(http.call(READ))).kind).toBe('unavailable');
  });

  test('a body larger than allowed is refused while it is read', async () => {
    server.answerWith((response) => sendJson(response, { result: 'x'.repeat(20_000) }));
    const { http } = build();
    const error = await failureOf(http.call(CREATE));
    expect(error).toMatchObject({ kind: 'unexpected_answer', code: 'ANSWER_TOO_LARGE' });
  });

  test('a body that drips for ever ends as a timeout', async () => {
    const drips = new Set<NodeJS.Timeout>();
    server.answerWith((response) => {
      response.writeHead(200);
      drips.add(setInterval(() => response.write(' '), 50));
    });
    const { http } = build();
    const error = await failureOf(http.call(CREATE));
    for (const drip of drips) clearInterval(drip);
    expect(error.kind).toBe('timeout');
  });

  test('a redirect is not followed, and the sentence names the new host', async () => {
    server.answerWith((response) => {
      response.writeHead(302, { location: 'https://new-name.example/rest/1/other-secret/x' });
      response.end();
    });
    const { http } = build();
    const error = await failureOf(http.call(READ));
    expect(error).toMatchObject({ kind: 'rejected', status: 302 });
    expect(error.message).toContain('The portal moved to new-name.example');
    expect(error.message).not.toContain('other-secret');
    expect(server.received).toHaveLength(1);
  });

  test('a path that is a whole address stays on the configured host', async () => {
    server.answerWith((response) => sendJson(response, { result: 1 }));
    const { http } = build();
    await http.call({ ...READ, path: 'http://127.0.0.1:1/elsewhere' });
    expect(server.received).toHaveLength(1);
  });
});

describe('secrets', () => {
  test('are in no error and no log line, even if the vendor repeats them', async () => {
    const bodies = [
      () => sendTo({ error: `see ${server.url}rest/1/${SECRET}/thing` }, 400),
      () => sendTo({ error: 'BUSY', error_description: SECRET }, 503),
      () => sendTo({ token: SECRET }, 500),
    ];
    const { http, lines } = build();
    const texts: string[] = [];
    for (const body of bodies) {
      body();
      texts.push(inspect(await failureOf(http.call(READ)), { depth: 9, showHidden: true }));
    }
    const dead = build({ baseUrl: `http://127.0.0.1:1/rest/1/${SECRET}/` });
    texts.push(inspect(await failureOf(dead.http.call(READ)), { depth: 9, showHidden: true }));
    const told = [...texts, ...lines, ...dead.lines].join('\n');
    expect(told).not.toContain(SECRET);
  });

  function sendTo(body: unknown, status: number): void {
    server.answerWith((response) => sendJson(response, body, status));
  }
});

test('an aborted call is rejected at once with the reason of its signal', async () => {
  server.answerWith(() => {});
  const { http } = build();
  const abort = new AbortController();
  const work = http.call({ ...READ, signal: abort.signal });
  abort.abort(new Error('the worker stops'));
  await expect(work).rejects.toThrow('the worker stops');
});
