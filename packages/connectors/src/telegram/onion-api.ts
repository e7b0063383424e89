/**
 * grammY over our onion. grammY knows the Bot API's methods, types and file forms; its `fetch` is
 * replaced by a call through connectors/http, so that limit, classification, journal and masking
 * are the same as for every other vendor, and grammY's own transport is never used.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Api, HttpError, type ApiClientOptions } from 'grammy';
import type { Call } from '../http/call.ts';
import type { Http } from '../http/create.ts';

/** What a request is, besides what grammY knows of it. */
export type CallPlan = Pick<Call, 'operation' | 'effect' | 'level' | 'timeoutMs' | 'signal'>;

export interface OnionApi {
  /** Runs one grammY call; rejects with `VendorError`, or with the signal's reason. */
  perform<Result>(plan: CallPlan, call: (raw: Api['raw']) => Promise<Result>): Promise<Result>;
}

interface FetchedBody {
  readonly body?: string | AsyncIterable<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Makes the API of one bot; `http` has the token in its base address, so none is given here. */
export function createOnionApi(http: Http): OnionApi {
  const plans = new AsyncLocalStorage<CallPlan>();

  async function send(address: string, { body, headers }: FetchedBody): Promise<unknown> {
    const plan = plans.getStore();
    if (plan === undefined) throw new TypeError('A Telegram request was made outside perform().');
    const method = address.slice(address.lastIndexOf('/') + 1);
    const answer = await http.call({
      ...plan,
      method: 'POST',
      path: method,
      ...(body === undefined ? {} : { json: await toBytes(body) }),
      headers: pickContentType(headers),
    });
    return { json: () => Promise.resolve(answer.body) };
  }

  // grammY types its fetch after a package that it does not bring with it.
  const options = {
    // No word of the address is used but the method's name: token and host are the onion's.
    apiRoot: 'https://onion.invalid',
    fetch: send,
    // The onion's own timeout is shorter and covers the whole answer.
    timeoutSeconds: 300,
  } as unknown as ApiClientOptions;
  const { raw } = new Api('unused', options);
  return {
    perform: (plan, call) =>
      plans.run(plan, async () => {
        try {
          return await call(raw);
        } catch (thrown) {
          throw thrown instanceof HttpError ? thrown.error : thrown;
        }
      }),
  };
}

async function toBytes(body: string | AsyncIterable<Uint8Array>): Promise<Buffer> {
  if (typeof body === 'string') return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function pickContentType(headers: FetchedBody['headers'] = {}): Record<string, string> {
  const [, type] =
    Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type') ?? [];
  return { 'content-type': type ?? 'application/json' };
}
