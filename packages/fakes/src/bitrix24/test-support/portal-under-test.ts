import type { Json } from '../../json.ts';
import { startBitrix24Fake, type Bitrix24FakeOptions } from '../server.ts';

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Starts a portal for one test file, with the calls that tests make over real HTTP. */
export async function startPortalUnderTest(options: Bitrix24FakeOptions = {}) {
  const fake = await startBitrix24Fake(options);
  const send = async (url: string, init: RequestInit = {}): Promise<RawAnswer> => {
    const response = await fetch(url, { redirect: 'manual', ...init });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const call = (method: string, params: Json = {}): Promise<RawAnswer> =>
    send(`${fake.webhookUrl}${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(params),
    });
  const control = async (path: string, body?: Json): Promise<RawAnswer> =>
    send(
      `${fake.control}${path}`,
      body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
    );
  return {
    fake,
    send,
    call,
    get: (tail: string): Promise<RawAnswer> => send(`${fake.webhookUrl}${tail}`),
    form: (method: string, body: string): Promise<RawAnswer> =>
      send(`${fake.webhookUrl}${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body,
      }),
    control,
    /** Calls a method and parses the answer's `result`, whatever it is. */
    result: async <T>(method: string, params: Json = {}): Promise<T> =>
      (JSON.parse((await call(method, params)).text) as { result: T }).result,
    read: async <T>(path: string): Promise<T> => JSON.parse((await control(path)).text) as T,
    act: async <T = Json>(body: Json): Promise<T> => {
      const answer = await control('/act', body);
      if (answer.status !== 200) throw new Error(answer.text);
      return JSON.parse(answer.text) as T;
    },
  };
}

export type PortalUnderTest = Awaited<ReturnType<typeof startPortalUnderTest>>;
