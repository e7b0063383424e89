import { Router } from 'express';
import { recordAudit } from '@ponte/db/audit';
import { createSetupLink } from '@ponte/db/setup-links';
import { createUser, findUserByLogin, listUsers } from '@ponte/db/users';
import { roles } from '@ponte/db/roles';
import { changeUser } from '@ponte/operations/change-user';
import { z } from 'zod';
import { actorOf, requireCaller, type Caller } from '../auth/caller.ts';
import { findPasswordProblem, hashPassword } from '../auth/passwords.ts';
import { SETUP_LINK_TTL_MS } from '../auth/first-administrator.ts';
import type { ApiContext } from '../context.ts';
import { HttpProblem } from '../http/problems.ts';
import { readBody, readParams } from '../http/read-input.ts';
import { answers, jsonBody, type Resource } from './resource.ts';

const login = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}._@+-]{1,100}$/u, 'A login has letters, digits and . _ @ + - only.');
const role = z.enum(roles);
const newUser = z.strictObject({ login, password: z.string().max(200), role });
const change = z.strictObject({ role: role.optional(), isDisabled: z.boolean().optional() });
const loginPath = z.object({ login });
const user = z
  .object({
    id: z.string(),
    login: z.string(),
    role,
    createdAt: z.date(),
    disabledAt: z.date().nullable(),
  })
  .meta({ id: 'User' });
const usersPage = z.object({ users: z.array(user) });
const link = z.object({ path: z.string(), expiresAt: z.date() });

/** People who may log in. For administrators. */
export function createUsersResource({ database }: ApiContext): Resource {
  const { prisma } = database;
  const router = Router();
  router.get('/api/users', async (request, response) => {
    requireCaller(request, 'admin');
    response.json({ users: await listUsers(prisma) } satisfies z.input<typeof usersPage>);
  });
  router.post('/api/users', async (request, response) => {
    const by = actorOf(requireCaller(request, 'admin'));
    const body = readBody(request, newUser);
    const problem = findPasswordProblem(body.password, body.login);
    if (problem !== undefined) throw new HttpProblem('invalid-input', problem);
    if (await findUserByLogin(prisma, body.login)) {
      throw new HttpProblem('conflict', `The login "${body.login}" is taken.`);
    }
    const passwordHash = await hashPassword(body.password);
    const made = await createUser(prisma, { login: body.login, passwordHash, role: body.role });
    await audit(by, 'user.created', { object: made.login, after: { role: made.role } });
    response.status(201).json(made);
  });
  router.patch('/api/users/:login', async (request, response) => {
    const caller = requireCaller(request, 'admin');
    const { login: whom } = readParams(request, loginPath);
    const body = readBody(request, change);
    refuseSelfHarm(caller, whom);
    const by = actorOf(caller);
    const changed = await changeUser(database, { login: whom, change: body }, { by });
    response.json(changed satisfies z.input<typeof user>);
  });
  router.post('/api/users/:login/reset-link', async (request, response) => {
    const by = actorOf(requireCaller(request, 'admin'));
    const { login: whom } = readParams(request, loginPath);
    const found = await getUser(whom);
    const made = await createSetupLink(prisma, { login: found.login, ttlMs: SETUP_LINK_TTL_MS });
    await audit(by, 'user.reset-link-made', { object: found.login, after: {} });
    response.json({ path: `/setup?token=${made.token}`, expiresAt: made.expiresAt });
  });

  async function getUser(whom: string): Promise<z.input<typeof user>> {
    const found = await findUserByLogin(prisma, whom);
    if (found === undefined) throw new HttpProblem('not-found', `There is no user "${whom}".`);
    const { passwordHash: _hash, ...open } = found;
    return open;
  }
  async function audit(
    actor: string,
    action: string,
    { object, after }: { object: string; after: Record<string, string | boolean> },
  ): Promise<void> {
    await recordAudit(prisma, { actor, action, object: `user:${object}`, after });
  }
  return { router, paths };
}

/** Nobody locks themselves out by accident. */
function refuseSelfHarm(caller: Caller, whom: string): void {
  if (caller.kind === 'user' && caller.login.toLowerCase() === whom.toLowerCase()) {
    throw new HttpProblem('conflict', 'Ask another administrator to change your own account.');
  }
}

const paths: Resource['paths'] = {
  '/api/users': {
    get: { summary: 'List users', tags: ['Users'], responses: answers(usersPage) },
    post: {
      summary: 'Add a user',
      tags: ['Users'],
      requestBody: jsonBody(newUser),
      responses: answers(user, '201'),
    },
  },
  '/api/users/{login}': {
    patch: {
      summary: 'Change a role, shut a user out or let them in again',
      tags: ['Users'],
      requestParams: { path: loginPath },
      requestBody: jsonBody(change),
      responses: answers(user),
    },
  },
  '/api/users/{login}/reset-link': {
    post: {
      summary: 'Make a one-time link with which the user sets a new password',
      tags: ['Users'],
      requestParams: { path: loginPath },
      responses: answers(link),
    },
  },
};
