import { Router, urlencoded, type Request, type Response } from 'express';
import { recordAudit } from '@ponte/db/audit';
import { createSession } from '@ponte/db/sessions';
import { consumeSetupLink, findSetupLink } from '@ponte/db/setup-links';
import { countUsers, createUser, setPassword, type User } from '@ponte/db/users';
import { createLoginLimits } from '../auth/login-limits.ts';
import { findPasswordProblem, hashPassword } from '../auth/passwords.ts';
import { judgeBeginning } from '../auth/same-site.ts';
import { SESSION_TTL_MS } from '../auth/session-cookie.ts';
import type { ApiContext } from '../context.ts';
import { HttpProblem } from '../http/problems.ts';
import { renderDeadLinkPage, renderSetupPage } from '../web/setup-page.ts';

const LOGIN = /^[\p{L}\p{N}._@+-]{1,100}$/u;

/** The one-time links: the first administrator, and new passwords. */
export function createSetupRoutes({ addresses, cookie, database }: ApiContext): Router {
  const { prisma } = database;
  const router = Router();
  const form = urlencoded({ extended: false, limit: '4kb', parameterLimit: 10 });
  const refuse = (response: Response): void => {
    response.status(410).type('html').send(renderDeadLinkPage(addresses));
  };

  router.get('/setup', async (request, response) => {
    const token = String(request.query['token'] ?? '');
    const link = await findSetupLink(prisma, token);
    // The token stands in the address: it must not travel on in a Referer, nor stay in a cache.
    response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
    if (link === undefined) refuse(response);
    else response.type('html').send(renderSetupPage({ addresses, token, forLogin: link.login }));
  });

  router.post('/setup', form, ...createLoginLimits(), async (request, response) => {
    if (judgeBeginning(request, addresses) === 'elsewhere')
      throw new HttpProblem('foreign-request');
    const { token, login, password } = readForm(request);
    const link = await findSetupLink(prisma, token);
    response.set('Cache-Control', 'no-store');
    if (link === undefined) return refuse(response);
    const name = link.login ?? login;
    const problem = LOGIN.test(name)
      ? findPasswordProblem(password, name)
      : 'A login has letters, digits and . _ @ + - only.';
    if (problem !== undefined) {
      const parts = { addresses, token, forLogin: link.login, login, problem };
      response.status(400).type('html').send(renderSetupPage(parts));
      return;
    }
    const user = await useLink({ token, login: name, passwordHash: await hashPassword(password) });
    if (user === undefined) return refuse(response);
    const session = await createSession(prisma, { userId: user.id, ttlMs: SESSION_TTL_MS });
    cookie.set(response, session.token);
    response.redirect(303, `${addresses.prefix}/`);
  });

  /** Uses the link up and does what it was for, together or not at all. */
  async function useLink(wish: {
    token: string;
    login: string;
    passwordHash: string;
  }): Promise<User | undefined> {
    const { token, login, passwordHash } = wish;
    return prisma.$transaction(async (client) => {
      const link = await consumeSetupLink(client, token);
      if (link === undefined) return undefined;
      const isReset = link.login !== null;
      if (!isReset && (await countUsers(client)) > 0) return undefined;
      const user = isReset
        ? await setPassword(client, { login, passwordHash })
        : await createUser(client, { login, passwordHash, role: 'admin' });
      const action = isReset ? 'user.password-set' : 'user.created';
      const after = { role: user.role };
      await recordAudit(client, { actor: user.login, action, object: `user:${user.login}`, after });
      return user;
    });
  }
  return router;
}

function readForm(request: Request): { token: string; login: string; password: string } {
  const body: unknown = request.body;
  const take = (name: string): string => {
    const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : '';
    return typeof value === 'string' ? value.slice(0, 250) : '';
  };
  return { token: take('token'), login: take('login').trim(), password: take('password') };
}
