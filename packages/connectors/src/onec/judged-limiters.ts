/**
 * The layer of the onion around the transport. 1C has no limit of requests and sends no Retry-After
 * (V174 names none): its limit are sessions, which are taken before a call begins. What remains here
 * is to make answers readable and to keep the cookie of a session that was started.
 */
import { AnswerBytes } from '../http/answer-bytes.ts';
import { CallProgress, type Call } from '../http/call.ts';
import type { Limiters } from '../http/limiter.ts';
import { toJudgedBytes } from './plain-answer.ts';

interface Response {
  data: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly config: { readonly progress?: unknown };
}

/** `onCookie` is told the cookie that an answer to a call has set: `ibsession=…`. */
export function createJudgedLimiters(onCookie: (call: Call, cookie: string) => void): Limiters {
  return {
    schedule: async (_turn, run) => {
      const answer = await run();
      if (!isResponse(answer)) return answer;
      if (answer.data instanceof AnswerBytes) answer.data = toJudgedBytes(answer.data);
      const cookie = findSessionCookie(answer.headers['set-cookie']);
      const { progress } = answer.config;
      if (cookie !== undefined && progress instanceof CallProgress) onCookie(progress.call, cookie);
      return answer;
    },
    drain: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

function isResponse(value: unknown): value is Response {
  return typeof value === 'object' && value !== null && 'data' in value && 'config' in value;
}

function findSessionCookie(header: unknown): string | undefined {
  const cookies: unknown[] = Array.isArray(header) ? header : [header];
  for (const cookie of cookies) {
    const found = typeof cookie === 'string' ? /^ibsession=[^;\s]+/.exec(cookie) : null;
    if (found !== null) return found[0];
  }
  return undefined;
}
