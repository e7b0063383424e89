import { STATUS_CODES } from 'node:http';
import { toReceived, type AnswerText } from './answer.ts';

/** Seconds that a connection is kept between two requests, as senders are told. */
export const KEPT_SECONDS = 65;

/** Makes whole answers as bytes, for connections that no ServerResponse serves. */
export interface AnswerBytes {
  received(outcome: 'stored' | 'duplicate', isLast: boolean): Buffer;
  refusal(answer: AnswerText, isLast: boolean): Buffer;
}

/** The two good answers are made once a second, when their Date changes; `nowMs` is real time. */
export function createAnswerBytes(nowMs: () => number): AnswerBytes {
  let second = -1;
  let date = '';
  let made = new Map<string, Buffer>();

  const tick = (): void => {
    const now = nowMs();
    if (Math.floor(now / 1_000) === second) return;
    second = Math.floor(now / 1_000);
    date = new Date(now).toUTCString();
    made = new Map();
  };
  return {
    received: (outcome, isLast) => {
      tick();
      const key = `${outcome}${isLast}`;
      let bytes = made.get(key);
      if (bytes === undefined) {
        bytes = toBytes(toReceived(outcome), date, isLast);
        made.set(key, bytes);
      }
      return bytes;
    },
    refusal: (answer, isLast) => {
      tick();
      return toBytes(answer, date, isLast);
    },
  };
}

function toBytes({ status, headers, body }: AnswerText, date: string, isLast: boolean): Buffer {
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`];
  for (let at = 0; at < headers.length; at += 2) lines.push(`${headers[at]}: ${headers[at + 1]}`);
  lines.push(`Date: ${date}`);
  if (isLast) lines.push('Connection: close');
  else lines.push('Connection: keep-alive', `Keep-Alive: timeout=${KEPT_SECONDS}`);
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
