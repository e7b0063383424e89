import type { Json } from '../../json.ts';
import { startOnecFake, type OnecFakeOptions } from '../server.ts';

/** An answer as it came over the wire; bytes are kept for what JSON readers would hide. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
}

/** Starts a base for one test file, with the calls that tests make over real HTTP. */
export async function startBaseUnderTest(options: OnecFakeOptions = {}) {
  const fake = await startOnecFake(options);
  const pair = Buffer.from(`${fake.username}:${fake.password}`, 'utf8').toString('base64');
  const send = async (path: string, init: RequestInit = {}): Promise<RawAnswer> => {
    const headers = new Headers(init.headers);
    if (!headers.has('authorization')) headers.set('authorization', `Basic ${pair}`);
    if (!headers.has('accept')) headers.set('accept', 'application/json');
    const response = await fetch(`${fake.url}${path}`, { ...init, headers });
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
    return { status: response.status, headers: response.headers, bytes, text };
  };
  const odata = (path: string, init?: RequestInit): Promise<RawAnswer> =>
    send(`/odata/standard.odata/${path}`, init);
  const write = (verb: string, path: string, body: Json = {}): Promise<RawAnswer> =>
    odata(path, { method: verb, body: JSON.stringify(body) });
  const control = async (path: string, body?: Json): Promise<RawAnswer> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${fake.control}${path}`, init);
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes, text: bytes.toString() };
  };
  return {
    fake,
    send,
    odata,
    write,
    control,
    /** The rows of a list. */
    list: async (path: string): Promise<Record<string, Json>[]> =>
      (JSON.parse((await odata(path)).text) as { value: Record<string, Json>[] }).value,
    json: async (path: string): Promise<Record<string, Json>> =>
      JSON.parse((await odata(path)).text) as Record<string, Json>,
    state: async (query = ''): Promise<Record<string, Json>> =>
      JSON.parse((await control(`/state${query}`)).text) as Record<string, Json>,
    act: async (body: Json): Promise<Record<string, Json>> => {
      const answer = await control('/act', body);
      if (answer.status !== 200) throw new Error(answer.text);
      return JSON.parse(answer.text) as Record<string, Json>;
    },
  };
}

export type BaseUnderTest = Awaited<ReturnType<typeof startBaseUnderTest>>;

/** The code of an error answer. */
export function codeOf({ text }: RawAnswer): string {
  const { 'odata.error': error } = JSON.parse(text) as { 'odata.error': { code: string } };
  return error.code;
}
