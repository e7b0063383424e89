import type { ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { OUTCOMES, RETRY_AFTER_SECONDS, type Outcome, type Refusal } from './outcomes.ts';

/** An answer, whoever writes it to the wire. */
export interface AnswerText {
  readonly status: number;
  /** Names and values in turn. */
  readonly headers: string[];
  readonly body: string;
}

const STORED = toGood('{"received":true}');
const DUPLICATE = toGood('{"received":true,"duplicate":true}');

function toGood(body: string): AnswerText {
  const headers = ['Content-Type', 'application/json', 'Content-Length', String(body.length)];
  return { status: 200, headers, body };
}

/** The answer to an event that is kept, now or from before. */
export function toReceived(outcome: 'stored' | 'duplicate'): AnswerText {
  return outcome === 'stored' ? STORED : DUPLICATE;
}

/** The problem document of a refusal; `docsUrl` is the address of the page that explains codes. */
export function toRefusal(
  refusal: Refusal,
  options: { docsUrl: string; instance: string; problem?: string | undefined },
): AnswerText {
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

/** Answers a stored or repeated event with words made beforehand. */
export function answerReceived(response: ServerResponse, outcome: 'stored' | 'duplicate'): void {
  const { status, headers, body } = toReceived(outcome);
  response.writeHead(status, headers);
  response.end(body);
}

export function isReceived(outcome: Outcome): outcome is 'stored' | 'duplicate' {
  return outcome === 'stored' || outcome === 'duplicate';
}
