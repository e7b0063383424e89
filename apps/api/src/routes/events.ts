import { Router } from 'express';
import { findEvent, listEvents } from '@ponte/db/events';
import { replayEvents } from '@ponte/operations/replay-events';
import { z } from 'zod';
import { actorOf, requireCaller } from '../auth/caller.ts';
import type { ApiContext } from '../context.ts';
import { HttpProblem } from '../http/problems.ts';
import { readBody, readParams, readQuery } from '../http/read-input.ts';
import { answers, instant, jsonBody, limit, reason, rowId, type Resource } from './resource.ts';
import { dropUndefined } from './runs.ts';

const state = z.enum(['received', 'done', 'held']);
const word = z.string().regex(/^[\w.-]{1,60}$/);

const eventsQuery = z.strictObject({
  source: word.optional().meta({ example: 'bitrix24' }),
  account: word.optional(),
  state: state.optional(),
  limit,
  before: rowId.optional(),
});

const event = z
  .object({
    id: z.string(),
    source: z.string(),
    account: z.string(),
    eventKey: z.string().nullable(),
    state,
    reason: z.string().nullable(),
    receivedAt: z.date(),
    doneAt: z.date().nullable(),
  })
  .meta({ id: 'InboundEvent' });

const eventWithBody = event.extend({
  body: z.string().meta({ description: 'As it came, secrets stripped' }),
});
const eventsPage = z.object({ events: z.array(event), nextBefore: z.string().nullable() });

const selection = z
  .strictObject({
    ids: z.array(rowId).min(1).max(1_000).optional(),
    source: word.optional(),
    account: word.optional(),
    state: state.optional(),
    since: instant.optional(),
    until: instant.optional(),
    why: reason.optional(),
  })
  .refine(({ why: _why, ...which }) => Object.values(which).some((value) => value !== undefined), {
    error: 'Say which events: ids, a source, a state or a period.',
  });

const replayed = z.object({ replayed: z.number().int(), missedRings: z.number().int() });
const idPath = z.object({ id: rowId });

/** Raw webhooks as they came. */
export function createEventsResource({ database, ports }: ApiContext): Resource {
  const router = Router();
  router.get('/api/events', async (request, response) => {
    requireCaller(request, 'viewer');
    const query = readQuery(request, eventsQuery);
    const rows = await listEvents(database.pool, dropUndefined(query));
    const nextBefore = rows.length === query.limit ? (rows.at(-1)?.id ?? null) : null;
    const events = rows.map(({ body: _body, ...rest }) => rest);
    response.json({ events, nextBefore } satisfies z.input<typeof eventsPage>);
  });
  router.get('/api/events/:id', async (request, response) => {
    requireCaller(request, 'operator');
    const { id } = readParams(request, idPath);
    const row = await findEvent(database.pool, id);
    if (row === undefined) throw new HttpProblem('not-found', `There is no event ${id}.`);
    response.json(row satisfies z.input<typeof eventWithBody>);
  });
  router.post('/api/events/replay', async (request, response) => {
    const by = actorOf(requireCaller(request, 'operator'));
    const { why, ...which } = readBody(request, selection);
    response.json(await replayEvents(ports, which, { by, reason: why }));
  });
  return { router, paths };
}

const paths: Resource['paths'] = {
  '/api/events': {
    get: {
      summary: 'List stored events, newest first',
      tags: ['Events'],
      requestParams: { query: eventsQuery },
      responses: answers(eventsPage),
    },
  },
  '/api/events/{id}': {
    get: {
      summary: 'One stored event with its body',
      description: 'Needs the role operator.',
      tags: ['Events'],
      requestParams: { path: idPath },
      responses: answers(eventWithBody),
    },
  },
  '/api/events/replay': {
    post: {
      summary: 'Work stored events once more',
      description:
        'Safe at any time: an event only asks for a record to be read again. Needs the role operator.',
      tags: ['Events'],
      requestBody: jsonBody(selection),
      responses: answers(replayed),
    },
  },
};
