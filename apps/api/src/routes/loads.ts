import { Router, type Request, type Response } from 'express';
import { askComparison, askDelta, askPreview, toPreview } from '@ponte/operations/asked-run';
import type { LoadStatus } from '@ponte/operations/load-status';
import { moveLoad, startLoad } from '@ponte/operations/loads';
import { toComparison } from '@ponte/operations/read-comparison';
import { readLoad } from '@ponte/operations/read-load';
import { z } from 'zod';
import { actorOf, requireCaller } from '../auth/caller.ts';
import type { ApiContext } from '../context.ts';
import { awaitAskedRun } from '../http/await-asked-run.ts';
import { HttpProblem } from '../http/problems.ts';
import { readBody, readQuery } from '../http/read-input.ts';
import { loadPaths } from './load-paths.ts';
import {
  accountQuery,
  askBody,
  compareBody,
  compared,
  loadBody,
  loadState,
  previewed,
  rung,
} from './load-schemas.ts';
import type { Resource } from './resource.ts';

const LOAD = '/api/loads/bitrix24-deals';

/** Loads of everything, and comparisons of everything. */
export function createLoadsResource({ ports }: ApiContext): Resource {
  const router = Router();
  const begin = (request: Request): string => actorOf(requireCaller(request, 'operator'));
  const readOne = async (account: string): Promise<LoadStatus> => {
    const load = await readLoad(ports, account);
    if (load !== undefined) return load;
    throw new HttpProblem('not-found', `There has been no load of ${account} yet.`);
  };
  const answerLoad = async (response: Response, account: string): Promise<void> => {
    response.json((await readOne(account)) satisfies z.input<typeof loadState>);
  };

  router.get(LOAD, async (request, response) => {
    requireCaller(request, 'viewer');
    await answerLoad(response, readQuery(request, accountQuery).account);
  });
  router.post(LOAD, async (request, response) => {
    const by = begin(request);
    const { account, since = null, dryRun, why } = readBody(request, loadBody);
    const actor = { by, reason: why };
    if (!dryRun) {
      await startLoad(ports, { account, since }, actor);
      response.status(202);
      await answerLoad(response, account);
      return;
    }
    const asked = await askPreview(ports, { account, since }, actor);
    const run = await awaitAskedRun(asked, response);
    if (run.isEnded) {
      response.json({ preview: toPreview(run.row) } satisfies z.input<typeof previewed>);
    } else answerRung(response, { job: asked.job, runId: run.runId });
  });
  for (const move of ['pause', 'resume', 'cancel'] as const) {
    router.post(`${LOAD}/${move}`, async (request, response) => {
      const by = begin(request);
      const { account, why } = readBody(request, askBody);
      await moveLoad(ports, { account, move }, { by, reason: why });
      await answerLoad(response, account);
    });
  }
  router.post('/api/reconcile/bitrix24-deals', async (request, response) => {
    const by = begin(request);
    const { account, delta, why } = readBody(request, compareBody);
    const ask = delta ? askDelta : askComparison;
    const asked = await ask(ports, { account }, { by, reason: why });
    const run = await awaitAskedRun(asked, response);
    if (run.isEnded) {
      response.json({ comparison: toComparison(run.row) } satisfies z.input<typeof compared>);
    } else answerRung(response, { job: asked.job, runId: run.runId });
  });
  return { router, paths: loadPaths };
}

function answerRung(response: Response, answer: z.input<typeof rung>): void {
  response.status(202).json(answer);
}
