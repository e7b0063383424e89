import type { Json } from '../../json.ts';
import { startFieldcontrolFake, type FieldcontrolFakeOptions } from '../server.ts';

type Fields = Record<string, Json>;

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; throws when it is no JSON. */
  readonly json: Fields;
}

/** Coordinates and the rest of the example address, with the CEP under its two names. */
export const place = {
  ...{ street: 'Rua das Acácias', number: '383', neighborhood: 'Centro', complement: '' },
  ...{ city: 'São José do Rio Preto', state: 'SP' },
  coords: { latitude: -20.8197, longitude: -49.3794 },
};
export const zipAddress = { zipCode: '15085480', ...place };

/** Starts a fake for one test file without a limit, unless its settings say otherwise. */
export async function startFieldcontrolUnderTest(options: FieldcontrolFakeOptions = {}) {
  const fake = await startFieldcontrolFake({
    ...options,
    settings: { perMinute: 0, ...options.settings },
  });
  const send = async (url: string, init: RequestInit): Promise<RawAnswer> => {
    const response = await fetch(url, init);
    const text = await response.text();
    const { status, headers } = response;
    return {
      ...{ status, headers, text },
      get json() {
        return JSON.parse(text) as Fields;
      },
    };
  };
  const call = (
    verb: string,
    path: string,
    { body, key = fake.apiKey }: { body?: Json | undefined; key?: string | undefined } = {},
  ): Promise<RawAnswer> =>
    send(`${fake.url}${path}`, {
      method: verb,
      headers: { 'content-type': 'application/json;charset=UTF-8', 'x-api-key': key },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const control = async (path: string, body?: Json): Promise<Fields> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const answer = await send(`${fake.control}${path}`, init);
    if (answer.status !== 200) throw new Error(String(answer.json['error']));
    return answer.json;
  };
  return {
    fake,
    send,
    call,
    control,
    get: (path: string, key?: string) => call('GET', path, { key }),
    post: (path: string, body: Json, key?: string) => call('POST', path, { body, key }),
    put: (path: string, body: Json) => call('PUT', path, { body }),
    act: (body: Fields) => control('/act', body),
    /** The items of a list. */
    list: async (path: string): Promise<Fields[]> => {
      const { json } = await call('GET', path);
      return json['items'] as Fields[];
    },
    /** A new customer of the example's shape. */
    newCustomer: async (fields: Fields = {}): Promise<Fields> => {
      const body = { name: 'Marina Prado Lemos', address: zipAddress, ...fields };
      return (await call('POST', '/customers', { body })).json;
    },
  };
}

export type FieldcontrolUnderTest = Awaited<ReturnType<typeof startFieldcontrolUnderTest>>;

/** An id as it stands in a path. */
export function inPath(id: Json | undefined): string {
  return encodeURIComponent(typeof id === 'string' ? id : '');
}

/** `q` as a query parameter, with blanks as %20. */
export function q(text: string): string {
  return `q=${encodeURIComponent(text)}`;
}
