import { Router } from 'express';
import { findRun, listRuns } from '@ponte/db/runs';
import { nextStepFor } from '@ponte/integrations/reasons';
import { retryRun } from '@ponte/operations/retry-run';
import { z } from 'zod';
import { actorOf, requireCaller } from '../auth/caller.ts';
import type { ApiContext } from '../context.ts';
import { HttpProblem } from '../http/problems.ts';
import { readBody, readParams, readQuery } from '../http/read-input.ts';
import { answers, instant, jsonBody, limit, reason, slug, type Resource } from './resource.ts';

const runId = z.uuid('A run id is a UUID.');
const state = z.enum(['running', 'done', 'skipped', 'held', 'waiting', 'failed']);

const runsQuery = z.strictObject({
  key: z.string().min(3).max(200).optional().meta({ example: 'deal:7405' }),
  job: z.string().max(100).optional().meta({ example: 'bitrix24-deals.drain-deals' }),
  integration: slug.optional(),
  state: state.optional(),
  since: instant.optional(),
  limit,
  before: runId.optional().meta({ description: 'nextBefore of the page before' }),
});

const run = z
  .object({
    id: z.uuid(),
    job: z.string(),
    integration: z.string(),
    account: z.string().nullable(),
    keys: z.array(z.string()),
    state,
    reason: z.string().nullable(),
    message: z.string().nullable(),
    nextStep: z.string().nullable().meta({ description: 'What the reader should do' }),
    errorKind: z.string().nullable(),
    errorCode: z.string().nullable(),
    attempt: z.number().int(),
    counts: z.record(z.string(), z.number()),
    payload: z.record(z.string(), z.unknown()),
    queueJobId: z.string().nullable(),
    worker: z.string().nullable(),
    startedAt: z.date(),
    finishedAt: z.date().nullable(),
    nextAt: z.date().nullable(),
    ms: z.number().nullable(),
  })
  .meta({ id: 'Run' });

const runsPage = z.object({ runs: z.array(run), nextBefore: z.string().nullable() });
const retryBody = z.strictObject({ reason: reason.optional() });
const idPath = z.object({ id: runId });

/** Executions of jobs: what was done, why, and once more please. */
export function createRunsResource({ database, ports }: ApiContext): Resource {
  const router = Router();
  router.get('/api/runs', async (request, response) => {
    requireCaller(request, 'viewer');
    const query = readQuery(request, runsQuery);
    const rows = await listRuns(database.pool, dropUndefined(query));
    const nextBefore = rows.length === query.limit ? (rows.at(-1)?.id ?? null) : null;
    response.json({ runs: rows.map(toRun), nextBefore } satisfies z.input<typeof runsPage>);
  });
  router.get('/api/runs/:id', async (request, response) => {
    requireCaller(request, 'viewer');
    const { id } = readParams(request, idPath);
    const row = await findRun(database.pool, id);
    if (row === undefined) throw new HttpProblem('not-found', `There is no run ${id}.`);
    response.json(toRun(row));
  });
  router.post('/api/runs/:id/retry', async (request, response) => {
    const by = actorOf(requireCaller(request, 'operator'));
    const { id } = readParams(request, idPath);
    const body = readBody(request, retryBody);
    const row = await retryRun(ports, { id }, { by, reason: body.reason });
    response.status(202).json({ retried: true, job: row.job, keys: row.keys });
  });
  return { router, paths };
}

function toRun(row: NonNullable<Awaited<ReturnType<typeof findRun>>>): z.input<typeof run> {
  const needsStep = row.state === 'failed' || row.state === 'waiting' || row.state === 'held';
  return { ...row, nextStep: needsStep ? nextStepFor(row.reason ?? row.errorKind) : null };
}

/** Filters that were not given must be absent, not undefined. */
export function dropUndefined<T extends object>(
  given: T,
): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

const paths: Resource['paths'] = {
  '/api/runs': {
    get: {
      summary: 'List runs, newest first',
      tags: ['Runs'],
      requestParams: { query: runsQuery },
      responses: answers(runsPage),
    },
  },
  '/api/runs/{id}': {
    get: {
      summary: 'One run',
      tags: ['Runs'],
      requestParams: { path: idPath },
      responses: answers(run),
    },
  },
  '/api/runs/{id}/retry': {
    post: {
      summary: 'Run the job of a failed or waiting run once more',
      description: 'Needs the role operator.',
      tags: ['Runs'],
      requestParams: { path: idPath },
      requestBody: jsonBody(retryBody),
      responses: answers(
        z.object({ retried: z.boolean(), job: z.string(), keys: z.array(z.string()) }),
        '202',
      ),
    },
  },
};
