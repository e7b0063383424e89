import { hash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Addresses } from '../addresses.ts';
import { HttpProblem } from '../http/problems.ts';
import { findCaller } from './caller.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Where the browser says the request began; programs that are no browsers say nothing. */
export type Beginning = 'here' | 'elsewhere' | 'unsaid';

/** Judges by Sec-Fetch-Site, else by Origin against the public address and the Host header. */
export function judgeBeginning(request: Request, { publicUrl }: Addresses): Beginning {
  const site = request.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none' ? 'here' : 'elsewhere';
  const origin = request.get('origin');
  if (origin === undefined) return 'unsaid';
  const own = [URL.parse(publicUrl ?? '')?.origin, `http://${request.get('host') ?? ''}`];
  if (request.secure) own.push(`https://${request.get('host') ?? ''}`);
  return own.includes(origin) ? 'here' : 'elsewhere';
}

/**
 * Refuses changes that another site makes in a logged-in person's name. API keys are exempt: no
 * browser adds them by itself. Where the browser does not say where a request began, the session's
 * own token must come along (header X-CSRF-Token or field _csrf).
 */
export function createForeignRequestGuard(addresses: Addresses): RequestHandler {
  return (request, _response, next) => {
    const caller = findCaller(request);
    if (!SAFE_METHODS.has(request.method) && caller?.kind === 'user') {
      const beginning = judgeBeginning(request, addresses);
      const isProven = beginning === 'here' || hasCsrfToken(request, caller.csrfToken);
      if (beginning === 'elsewhere' || !isProven) throw new HttpProblem('foreign-request');
    }
    next();
  };
}

/** Pages' forms always carry the token, whatever the headers say. */
export function requireCsrfToken(request: Request): void {
  const caller = findCaller(request);
  if (caller?.kind !== 'user' || !hasCsrfToken(request, caller.csrfToken)) {
    throw new HttpProblem('foreign-request');
  }
}

function hasCsrfToken(request: Request, expected: string): boolean {
  const body: unknown = request.body;
  const field: unknown =
    typeof body === 'object' && body !== null ? Reflect.get(body, '_csrf') : undefined;
  const given = request.get('x-csrf-token') ?? (typeof field === 'string' ? field : '');
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', expected, 'buffer'));
}
