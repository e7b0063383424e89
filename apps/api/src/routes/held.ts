import { Router } from 'express';
import { listHeld, type HeldRow } from '@ponte/db/held';
import { nextStepFor } from '@ponte/integrations/reasons';
import { dismissHeld, releaseHeld } from '@ponte/operations/release-held';
import { z } from 'zod';
import { actorOf, requireCaller } from '../auth/caller.ts';
import type { ApiContext } from '../context.ts';
import { HttpProblem } from '../http/problems.ts';
import { readBody, readParams, readQuery } from '../http/read-input.ts';
import { answers, jsonBody, limit, reason, rowId, slug, type Resource } from './resource.ts';
import { dropUndefined } from './runs.ts';

const heldQuery = z.strictObject({
  integration: slug.optional(),
  kind: z.string().max(60).optional(),
  key: z.string().max(200).optional(),
  reason: z.string().max(60).optional(),
  isOpen: z.enum(['true', 'false']).default('true'),
  limit,
  before: rowId.optional(),
});

const held = z
  .object({
    id: z.string(),
    integration: z.string(),
    account: z.string(),
    kind: z.string(),
    key: z.string(),
    reason: z.string(),
    detail: z.string(),
    nextStep: z.string(),
    runId: z.string().nullable(),
    heldAt: z.date(),
    releasedAt: z.date().nullable(),
    releasedBy: z.string().nullable(),
  })
  .meta({ id: 'Held' });

const heldPage = z.object({ held: z.array(held), nextBefore: z.string().nullable() });

/** Every filter is explicit: an empty selection is refused, it would release everything. */
const selection = z
  .strictObject({
    ids: z.array(rowId).min(1).max(1_000).optional(),
    integration: slug.optional(),
    kind: z.string().max(60).optional(),
    keys: z.array(z.string().max(200)).min(1).max(1_000).optional(),
    reason: z.string().max(60).optional(),
    why: reason.optional().meta({ description: 'Your reason, for the audit' }),
  })
  .refine(
    ({ ids, integration, kind, keys, reason: why }) => ids ?? integration ?? kind ?? keys ?? why,
    {
      error: 'Say which records: ids, an integration, a kind, keys or a reason.',
    },
  );

const released = z.object({ released: z.array(held), missedRings: z.number().int() });
const dismissed = z.object({ dismissed: z.array(held) });
const idPath = z.object({ id: rowId });
const why = z.strictObject({ why: reason.optional() });

/** Records that wait for a person. */
export function createHeldResource({ database, ports }: ApiContext): Resource {
  const router = Router();
  router.get('/api/held', async (request, response) => {
    requireCaller(request, 'viewer');
    const { isOpen, ...filter } = readQuery(request, heldQuery);
    const rows = await listHeld(database.pool, {
      ...dropUndefined(filter),
      isOpen: isOpen === 'true',
    });
    const nextBefore = rows.length === filter.limit ? (rows.at(-1)?.id ?? null) : null;
    response.json({ held: rows.map(toHeld), nextBefore } satisfies z.input<typeof heldPage>);
  });
  router.post('/api/held/release', async (request, response) => {
    const by = actorOf(requireCaller(request, 'operator'));
    const { why: words, ...which } = readBody(request, selection);
    const end = await releaseHeld(ports, which, { by, reason: words });
    response.json({ ...end, released: end.released.map(toHeld) });
  });
  router.post('/api/held/dismiss', async (request, response) => {
    const by = actorOf(requireCaller(request, 'operator'));
    const { why: words, ...which } = readBody(request, selection);
    const rows = await dismissHeld(ports, which, { by, reason: words });
    response.json({ dismissed: rows.map(toHeld) });
  });
  router.post('/api/held/:id/release', async (request, response) => {
    const by = actorOf(requireCaller(request, 'operator'));
    const { id } = readParams(request, idPath);
    const { why: words } = readBody(request, why);
    const end = await releaseHeld(ports, { ids: [id] }, { by, reason: words });
    if (end.released.length === 0) {
      throw new HttpProblem('not-found', `There is no open held record ${id}.`);
    }
    response.json({ ...end, released: end.released.map(toHeld) });
  });
  return { router, paths };
}

function toHeld(row: HeldRow): z.input<typeof held> {
  return { ...row, nextStep: nextStepFor(row.reason) };
}

const paths: Resource['paths'] = {
  '/api/held': {
    get: {
      summary: 'List held records, newest first',
      tags: ['Held'],
      requestParams: { query: heldQuery },
      responses: answers(heldPage),
    },
  },
  '/api/held/release': {
    post: {
      summary: 'Release held records and do their work again',
      description: 'Needs the role operator.',
      tags: ['Held'],
      requestBody: jsonBody(selection),
      responses: answers(released),
    },
  },
  '/api/held/dismiss': {
    post: {
      summary: 'Close held records without doing their work',
      description: 'Needs the role operator.',
      tags: ['Held'],
      requestBody: jsonBody(selection),
      responses: answers(dismissed),
    },
  },
  '/api/held/{id}/release': {
    post: {
      summary: 'Release one held record',
      description: 'Needs the role operator.',
      tags: ['Held'],
      requestParams: { path: idPath },
      requestBody: jsonBody(why),
      responses: answers(released),
    },
  },
};
