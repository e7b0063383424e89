import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Webhook } from './webhook-settings.ts';

/** What came of one post. */
export interface PostOutcome {
  /** 0 when nobody answered. */
  readonly status: number;
  readonly error: string | null;
}

const longestAnswerMs = 10_000;

/** Posts bytes with exactly these headers (and those of HTTP itself); follows no redirects. */
export function postDelivery(
  url: string,
  headers: Readonly<Record<string, string>>,
  { body, signal }: { body: string; signal: AbortSignal },
): Promise<PostOutcome> {
  const bytes = Buffer.from(body, 'utf8');
  const send = url.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const fail = (error: Error): void => resolve({ status: 0, error: error.message });
    const call = send(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': bytes.length },
        signal: AbortSignal.any([signal, AbortSignal.timeout(longestAnswerMs)]),
      },
      (response) => {
        response.on('error', fail);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, error: null }));
        response.resume();
      },
    );
    call.on('error', fail);
    call.end(bytes);
  });
}

/** The headers of a captured delivery; no signature is known. */
export function deliveryHeaders(
  account: string,
  { id, event }: { readonly id: string; readonly event: string },
  { username, password }: Webhook,
): Record<string, string> {
  const pair = Buffer.from(`${username ?? ''}:${password ?? ''}`, 'utf8').toString('base64');
  return {
    'content-type': 'application/json',
    'x-fieldcontrol-event': event,
    'x-fieldcontrol-delivery': id,
    'x-fieldcontrol-account': account,
    'user-agent': `FieldControl-Hookshot/${id}`,
    ...(username === undefined && password === undefined ? {} : { authorization: `Basic ${pair}` }),
  };
}
