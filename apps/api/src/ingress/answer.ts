import type { ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { OUTCOMES, RETRY_AFTER_SECONDS, type Outcome, type Refusal } from './outcomes.ts';

const RECEIVED = '{"received":true}';
const DUPLICATE = '{"received":true,"duplicate":true}';

function toHeaders(body: string): string[] {
  return ['Content-Type', 'application/json', 'Content-Length', String(body.length)];
}

const RECEIVED_HEADERS = toHeaders(RECEIVED);
const DUPLICATE_HEADERS = toHeaders(DUPLICATE);

export interface RefusalText {
  readonly status: number;
  readonly headers: string[];
  readonly body: string;
}

/** The problem document of a refusal; `docsUrl` is the address of the page that explains codes. */
export function toRefusal(
  refusal: Refusal,
  options: { docsUrl: string; instance: string; problem?: string | undefined },
): RefusalText {
  const { status, title, detail } = OUTCOMES[refusal];
  const body = JSON.stringify({
    type: `${options.docsUrl}#${refusal}`,
    title,
    status,
    detail: options.problem === undefined ? detail : `${options.problem} ${detail}`,
    code: refusal,
    instance: options.instance,
    requestId: randomUUID(),
  });
  const headers = [
    ...['Content-Type', 'application/problem+json'],
    ...['Content-Length', String(Buffer.byteLength(body))],
    ...(status === 405 ? ['Allow', 'POST'] : []),
    ...(status === 503 ? ['Retry-After', String(RETRY_AFTER_SECONDS)] : []),
  ];
  return { status, headers, body };
}

/** Answers a stored or repeated event with bytes made beforehand. */
export function answerReceived(response: ServerResponse, outcome: 'stored' | 'duplicate'): void {
  if (outcome === 'stored') {
    response.writeHead(200, RECEIVED_HEADERS);
    response.end(RECEIVED);
  } else {
    response.writeHead(200, DUPLICATE_HEADERS);
    response.end(DUPLICATE);
  }
}

export function isReceived(outcome: Outcome): outcome is 'stored' | 'duplicate' {
  return outcome === 'stored' || outcome === 'duplicate';
}
