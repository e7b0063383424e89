import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { HttpProblem } from '../http/problems.ts';

const WINDOW_MS = 15 * 60_000;

/** Failed logins in a quarter of an hour: per address, and per login wherever they come from. */
const PER_ADDRESS = 30;
const PER_LOGIN = 10;

/** Guards a form that takes a password; put it behind the body parser. */
export function createLoginLimits(): RequestHandler[] {
  const shared = {
    windowMs: WINDOW_MS,
    skipSuccessfulRequests: true,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: () => {
      throw new HttpProblem(
        'too-many-attempts',
        'Too many failed logins. Wait a quarter of an hour and try again.',
      );
    },
  } as const;
  return [
    rateLimit({ ...shared, limit: PER_ADDRESS, identifier: 'address' }),
    rateLimit({
      ...shared,
      limit: PER_LOGIN,
      identifier: 'login',
      keyGenerator: (request) => {
        const body: unknown = request.body;
        const login: unknown =
          typeof body === 'object' && body !== null ? Reflect.get(body, 'login') : undefined;
        return typeof login === 'string' && login !== ''
          ? `login:${login.normalize('NFKC').trim().toLowerCase().slice(0, 100)}`
          : ipKeyGenerator(request.ip ?? '');
      },
    }),
  ];
}
