import type { ServerResponse } from 'node:http';
import type { Fault } from '../../control/fault-book.ts';
import type { VirtualClock } from '../../virtual-clock.ts';
import { errorAnswer, htmlAnswer, type HttpAnswer } from '../http-answer.ts';
import { restErrors } from '../wire/rest-error.ts';
import { toFaultError } from './spoil.ts';

const chunks = 10;

/** The answer a fault gives in place of running the request; undefined lets it run. */
export function answerInstead(fault: Fault, path: string): HttpAnswer | undefined {
  const error = toFaultError(fault);
  if (error) return errorAnswer(error);
  switch (fault.kind) {
    case 'error-in-200':
      return errorAnswer(restErrors.internal(), 200);
    case 'html-200':
      return htmlAnswer(200, 'Bitrix24');
    case 'empty-200':
      return { ...htmlAnswer(200, ''), body: '' };
    case 'error-500-html':
      return htmlAnswer(500, '500 Internal Server Error');
    case 'error-502':
      return htmlAnswer(502, '502 Bad Gateway');
    case 'redirect':
      return redirect(fault, path);
    default:
      return undefined;
  }
}

/** A renamed portal: the same path on another host. */
function redirect({ settings }: Fault, path: string): HttpAnswer {
  const host = settings['location'];
  const target = typeof host === 'string' ? host : 'https://renamed-portal.invalid';
  const page = htmlAnswer(302, '302 Found');
  return { ...page, headers: { ...page.headers, Location: `${target}${path}` } };
}

/** Virtual milliseconds that a fault asks for. */
export function faultMs({ settings }: Fault, fallback: number): number {
  const ms = settings['ms'];
  return typeof ms === 'number' && ms >= 0 ? ms : fallback;
}

/** Sends the head and half of the body, then cuts the connection. */
export function sendCut(response: ServerResponse, answer: HttpAnswer): void {
  const body = Buffer.from(answer.body);
  writeHead(response, answer, body.length);
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy());
}

/** Sends the body in ten pieces spread over virtual time. */
export async function sendSlowly(
  response: ServerResponse,
  answer: HttpAnswer,
  { clock, ms, signal }: { clock: VirtualClock; ms: number; signal: AbortSignal },
): Promise<void> {
  const body = Buffer.from(answer.body);
  writeHead(response, answer, body.length);
  const size = Math.ceil(body.length / chunks) || 1;
  for (let at = 0; at < body.length; at += size) {
    await clock.sleepUntil(clock.nowMs() + ms / chunks, signal);
    if (signal.aborted) break;
    response.write(body.subarray(at, at + size));
  }
  response.end();
}

/** Sends a whole answer. */
export function sendWhole(response: ServerResponse, answer: HttpAnswer): void {
  const body = Buffer.from(answer.body);
  writeHead(response, answer, body.length);
  response.end(body);
}

function writeHead(response: ServerResponse, answer: HttpAnswer, length: number): void {
  response.writeHead(answer.status, { ...answer.headers, 'Content-Length': length });
}
