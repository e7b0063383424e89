import { Router } from 'express';
import { createApiKey, listApiKeys, revokeApiKey } from '@ponte/db/api-keys';
import { recordAudit } from '@ponte/db/audit';
import { roles } from '@ponte/db/roles';
import { z } from 'zod';
import { actorOf, requireCaller } from '../auth/caller.ts';
import type { ApiContext } from '../context.ts';
import { HttpProblem } from '../http/problems.ts';
import { readBody, readParams } from '../http/read-input.ts';
import { answers, jsonBody, type Resource } from './resource.ts';

const name = z.string().regex(/^[\w.-]{1,60}$/, 'A key’s name has letters, digits and . _ - only.');
const role = z.enum(roles);
const newKey = z.strictObject({ name, role });
const namePath = z.object({ name });
const apiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    role,
    createdAt: z.date(),
    lastUsedAt: z.date().nullable(),
    revokedAt: z.date().nullable(),
  })
  .meta({ id: 'ApiKey' });
const keysPage = z.object({ apiKeys: z.array(apiKey) });
const madeKey = z.object({ name: z.string(), key: z.string() });

/** Keys with which programs call this API. For administrators. */
export function createApiKeysResource({ database: { prisma } }: ApiContext): Resource {
  const router = Router();
  router.get('/api/api-keys', async (request, response) => {
    requireCaller(request, 'admin');
    response.json({ apiKeys: await listApiKeys(prisma) } satisfies z.input<typeof keysPage>);
  });
  router.post('/api/api-keys', async (request, response) => {
    const actor = actorOf(requireCaller(request, 'admin'));
    const wish = readBody(request, newKey);
    const taken = (await listApiKeys(prisma)).some((key) => key.name === wish.name);
    if (taken) {
      throw new HttpProblem(
        'conflict',
        `A key "${wish.name}" exists or existed. Take another name.`,
      );
    }
    const { key } = await createApiKey(prisma, wish);
    const object = `api-key:${wish.name}`;
    await recordAudit(prisma, {
      actor,
      action: 'api-key.created',
      object,
      after: { role: wish.role },
    });
    response.status(201).json({ name: wish.name, key });
  });
  router.delete('/api/api-keys/:name', async (request, response) => {
    const actor = actorOf(requireCaller(request, 'admin'));
    const { name: which } = readParams(request, namePath);
    if (!(await revokeApiKey(prisma, which))) {
      throw new HttpProblem('not-found', `There is no live key "${which}".`);
    }
    await recordAudit(prisma, { actor, action: 'api-key.revoked', object: `api-key:${which}` });
    response.json({ name: which, revoked: true });
  });
  return { router, paths };
}

const paths: Resource['paths'] = {
  '/api/api-keys': {
    get: { summary: 'List API keys', tags: ['API keys'], responses: answers(keysPage) },
    post: {
      summary: 'Make an API key; it is shown this once',
      tags: ['API keys'],
      requestBody: jsonBody(newKey),
      responses: answers(madeKey, '201'),
    },
  },
  '/api/api-keys/{name}': {
    delete: {
      summary: 'Make an API key worthless',
      tags: ['API keys'],
      requestParams: { path: namePath },
      responses: answers(z.object({ name: z.string(), revoked: z.boolean() })),
    },
  },
};
