import type { ServerResponse } from 'node:http';
import type { Fault } from '../control/fault-book.ts';
import type { Json } from '../json.ts';
import type { VirtualClock } from '../virtual-clock.ts';

/** An answer ready for the socket. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A page of a web server. */
export function pageAnswer(status: number, title: string): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=UTF-8' },
    body: `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`,
  };
}

/** A JSON answer. */
export function jsonAnswer(status: number, body: Json, headers = {}): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

/** What goes wrong on the way; the kinds that are played here, after the answer was found. */
export const wayFaults = {
  // "ms" sets the virtual delay.
  delay: 'request',
  'cut-body': 'request',
  'truncated-json': 'request',
  hang: 'request',
  reset: 'request',
} as const;

/** Sends an answer as its fault wants it; gives the status that was sent, 0 for none. */
export async function sendAnswer(
  response: ServerResponse,
  answer: HttpAnswer,
  { clock, fault, signal }: { clock: VirtualClock; fault: Fault | undefined; signal: AbortSignal },
): Promise<number> {
  if (fault?.kind === 'delay') {
    const ms = Number(fault.settings['ms'] ?? 3_000);
    await clock.sleepUntil(clock.nowMs() + ms, signal);
  }
  // A hang ends with the caller's patience: virtual years would not be shorter.
  if (fault?.kind === 'hang') return 0;
  if (fault?.kind === 'reset') {
    response.socket?.destroy();
    return 0;
  }
  const whole = Buffer.from(answer.body);
  const half = whole.subarray(0, whole.length >> 1);
  const bytes = fault?.kind === 'truncated-json' ? half : whole;
  response.writeHead(answer.status, { ...answer.headers, 'content-length': bytes.length });
  if (fault?.kind === 'cut-body') {
    response.write(half, () => response.socket?.destroy());
    return 0;
  }
  response.end(bytes);
  return answer.status;
}
