import { Router } from 'express';
import { muteAlerts, readAlerts, tellTest, unmuteAlerts } from '@ponte/operations/alerts';
import { z } from 'zod';
import { actorOf, requireCaller } from '../auth/caller.ts';
import type { ApiContext } from '../context.ts';
import { readBody } from '../http/read-input.ts';
import { answers, instant, jsonBody, reason, slug, type Resource } from './resource.ts';

/** The first release knows one account of each vendor. */
const ACCOUNT = 'default';

const which = {
  integration: slug.or(z.literal('*')).meta({ description: 'An integration, or * for all' }),
  reason: z
    .string()
    .regex(/^(?:\*|[a-z0-9_-]{1,60})$/, 'A reason is a word such as unavailable.')
    .default('*'),
};
const muteBody = z.strictObject({
  ...which,
  until: instant.optional().meta({ description: 'Otherwise until it is fixed or unmuted' }),
  why: reason.optional(),
});
const unmuteBody = z.strictObject({ ...which, why: reason.optional() });
const testBody = z.strictObject({ why: reason.optional() });
const muted = z.object({ integration: z.string(), reason: z.string(), muted: z.boolean() });
const told = z.object({ key: z.string() });
const view = z
  .looseObject({
    groups: z.array(z.looseObject({ integration: z.string(), reason: z.string() })),
    mutes: z.array(z.looseObject({ integration: z.string(), reason: z.string() })),
    messages: z.record(z.string(), z.number()),
    waiting: z.looseObject({ count: z.number() }),
    latest: z.array(z.looseObject({ chatId: z.string(), state: z.string() })),
  })
  .meta({ id: 'Alerts', description: 'What people are told of, and how that goes' });

/** What people are told of, and what is kept quiet. */
export function createAlertsResource({ ports }: ApiContext): Resource {
  const router = Router();
  router.get('/api/alerts', async (request, response) => {
    requireCaller(request, 'viewer');
    response.json(await readAlerts(ports, ACCOUNT));
  });
  router.post('/api/alerts/mute', async (request, response) => {
    const by = actorOf(requireCaller(request, 'operator'));
    const { integration, reason: word, until, why } = readBody(request, muteBody);
    const what = { account: ACCOUNT, integration, reason: word, until };
    await muteAlerts(ports, what, { by, reason: why });
    response.json({ integration, reason: word, muted: true });
  });
  router.post('/api/alerts/unmute', async (request, response) => {
    const by = actorOf(requireCaller(request, 'operator'));
    const { integration, reason: word, why } = readBody(request, unmuteBody);
    const what = { account: ACCOUNT, integration, reason: word };
    await unmuteAlerts(ports, what, { by, reason: why });
    response.json({ integration, reason: word, muted: false });
  });
  router.post('/api/alerts/test', async (request, response) => {
    const by = actorOf(requireCaller(request, 'operator'));
    const { why } = readBody(request, testBody);
    response.status(202).json(await tellTest(ports, ACCOUNT, { by, reason: why }));
  });
  return { router, paths };
}

const paths: Resource['paths'] = {
  '/api/alerts': {
    get: {
      summary: 'Troubles people were told of, mutes, and how the messages went',
      tags: ['Alerts'],
      responses: answers(view),
    },
  },
  '/api/alerts/mute': {
    post: {
      summary: 'Keep alerts quiet',
      description: 'Needs the role operator.',
      tags: ['Alerts'],
      requestBody: jsonBody(muteBody),
      responses: answers(muted),
    },
  },
  '/api/alerts/unmute': {
    post: {
      summary: 'Let alerts be heard again',
      description: 'Needs the role operator.',
      tags: ['Alerts'],
      requestBody: jsonBody(unmuteBody),
      responses: answers(muted),
    },
  },
  '/api/alerts/test': {
    post: {
      summary: 'Tell every chat that takes alerts a test',
      description:
        'Needs the role operator. `GET /api/alerts` shows what became of it, by its key.',
      tags: ['Alerts'],
      requestBody: jsonBody(testBody),
      responses: answers(told, '202'),
    },
  },
};
