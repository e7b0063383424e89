import { Router } from 'express';
import { pauseIntegration, resumeIntegration } from '@ponte/operations/pause-integration';
import { readStatus } from '@ponte/operations/read-status';
import { z } from 'zod';
import { actorOf, requireCaller } from '../auth/caller.ts';
import type { ApiContext } from '../context.ts';
import { readBody, readParams } from '../http/read-input.ts';
import { answers, instant, jsonBody, reason, slug, type Resource } from './resource.ts';

const slugPath = z.object({ slug });
const pauseBody = z.strictObject({
  reason: reason.meta({ description: 'Why: the next person reads it' }),
  until: instant.optional().meta({ description: 'When it ends by itself' }),
});
const resumeBody = z.strictObject({ reason: reason.optional() });
const done = z.object({ integration: z.string(), paused: z.boolean() });
const status = z
  .looseObject({
    at: z.date(),
    integrations: z.array(z.looseObject({ slug: z.string(), state: z.string() })),
  })
  .meta({ id: 'Status', description: 'The whole house: what the status page shows' });

/** The state of everything, and the switches of each integration. */
export function createIntegrationsResource({ ports, tally }: ApiContext): Resource {
  const router = Router();
  router.get('/api/status', async (request, response) => {
    requireCaller(request, 'viewer');
    const webhooks = tally.list().filter(({ count }) => count > 0);
    response.json({ ...(await readStatus(ports)), webhooks });
  });
  router.post('/api/integrations/:slug/pause', async (request, response) => {
    const by = actorOf(requireCaller(request, 'operator'));
    const { slug: integration } = readParams(request, slugPath);
    const body = readBody(request, pauseBody);
    await pauseIntegration(ports, { integration, ...body }, { by });
    response.json({ integration, paused: true });
  });
  router.post('/api/integrations/:slug/resume', async (request, response) => {
    const by = actorOf(requireCaller(request, 'operator'));
    const { slug: integration } = readParams(request, slugPath);
    const body = readBody(request, resumeBody);
    await resumeIntegration(ports, { integration }, { by, reason: body.reason });
    response.json({ integration, paused: false });
  });
  return { router, paths };
}

const paths: Resource['paths'] = {
  '/api/status': {
    get: {
      summary: 'What is fresh, waiting, held, failing and paused',
      tags: ['Status'],
      responses: answers(status),
    },
  },
  '/api/integrations/{slug}/pause': {
    post: {
      summary: 'Let an integration rest; events are still taken and stored',
      description: 'Needs the role operator.',
      tags: ['Integrations'],
      requestParams: { path: slugPath },
      requestBody: jsonBody(pauseBody),
      responses: answers(done),
    },
  },
  '/api/integrations/{slug}/resume': {
    post: {
      summary: 'Let a paused integration work again',
      description: 'Needs the role operator.',
      tags: ['Integrations'],
      requestParams: { path: slugPath },
      requestBody: jsonBody(resumeBody),
      responses: answers(done),
    },
  },
};
