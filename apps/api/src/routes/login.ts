import { Router, urlencoded, type Request } from 'express';
import { recordAudit } from '@ponte/db/audit';
import { createSession, endSession, removeExpired } from '@ponte/db/sessions';
import { findUserByLogin } from '@ponte/db/users';
import { findCaller } from '../auth/caller.ts';
import { createLoginLimits } from '../auth/login-limits.ts';
import { verifyPassword } from '../auth/passwords.ts';
import { judgeBeginning, requireCsrfToken } from '../auth/same-site.ts';
import { SESSION_TTL_MS } from '../auth/session-cookie.ts';
import type { ApiContext } from '../context.ts';
import { HttpProblem } from '../http/problems.ts';
import { renderLoginPage } from '../web/login-page.ts';

const WRONG = 'Login or password is wrong.';

/** In and out. The answer and its time are the same for an unknown login and a wrong password. */
export function createLoginRoutes({ addresses, cookie, database, logger }: ApiContext): Router {
  const { prisma } = database;
  const router = Router();
  const form = urlencoded({ extended: false, limit: '4kb', parameterLimit: 10 });

  router.get('/login', (request, response) => {
    const next = toSafePath(request.query['next']);
    if (findCaller(request)) response.redirect(303, addresses.prefix + next);
    else response.type('html').send(renderLoginPage({ addresses, next }));
  });

  router.post('/login', form, ...createLoginLimits(), async (request, response) => {
    if (judgeBeginning(request, addresses) === 'elsewhere')
      throw new HttpProblem('foreign-request');
    const { login, password, next } = readForm(request);
    const user = await findUserByLogin(prisma, login);
    const isRight = await verifyPassword(user?.passwordHash, password);
    if (!isRight || user === undefined || user.disabledAt !== null) {
      logger.warn({ reason: 'wrong-login', address: request.ip }, 'login.refused');
      const page = renderLoginPage({ addresses, next, login, problem: WRONG });
      response.status(401).type('html').send(page);
      return;
    }
    await removeExpired(prisma);
    const { token } = await createSession(prisma, { userId: user.id, ttlMs: SESSION_TTL_MS });
    await recordAudit(prisma, {
      actor: user.login,
      action: 'user.logged-in',
      object: `user:${user.login}`,
    });
    cookie.set(response, token);
    response.redirect(303, addresses.prefix + next);
  });

  router.post('/logout', form, async (request, response) => {
    const caller = findCaller(request);
    if (caller?.kind === 'user') {
      requireCsrfToken(request);
      await endSession(prisma, caller.sessionToken);
    }
    cookie.clear(response);
    response.redirect(303, `${addresses.prefix}/login`);
  });
  return router;
}

function readForm(request: Request): { login: string; password: string; next: string } {
  const body: unknown = request.body;
  const take = (name: string): string => {
    const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : '';
    return typeof value === 'string' ? value.slice(0, 200) : '';
  };
  return { login: take('login'), password: take('password'), next: toSafePath(take('next')) };
}

/** A path of this server, never an address elsewhere. */
export function toSafePath(given: unknown): string {
  if (typeof given !== 'string' || !/^\/(?![/\\])[\x21-\x7e]*$/.test(given)) return '/';
  return given.startsWith('/login') || given.startsWith('/logout') ? '/' : given;
}
