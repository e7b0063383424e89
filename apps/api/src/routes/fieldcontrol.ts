import { Router } from 'express';
import { listCardHistory, listPendings } from '@ponte/db/field-overview';
import { nextStepFor } from '@ponte/integrations/reasons';
import { askBoardPreview, askStep, readFieldStatus } from '@ponte/operations/fieldcontrol';
import { previewReprocess, reprocess } from '@ponte/operations/reprocess-cards';
import type { AskedRun } from '@ponte/operations/asked-run';
import type { Response } from 'express';
import { actorOf, requireCaller } from '../auth/caller.ts';
import type { ApiContext } from '../context.ts';
import { awaitAskedRun } from '../http/await-asked-run.ts';
import { HttpProblem } from '../http/problems.ts';
import { readBody, readParams, readQuery } from '../http/read-input.ts';
import { fieldcontrolPaths } from './fieldcontrol-paths.ts';
import {
  cardPath,
  kindPath,
  pendingsQuery,
  pollBody,
  reprocessBody,
  stepPath,
} from './fieldcontrol-schemas.ts';
import { accountQuery, askBody } from './load-schemas.ts';
import type { Resource } from './resource.ts';

/** Projects of iSales and what FieldControl is told of them. */
export function createFieldcontrolResource(context: ApiContext): Resource {
  const router = Router();
  addLooking(router, context);
  addDoing(router, context);
  return { router, paths: fieldcontrolPaths };
}

function addLooking(router: Router, { database, ports }: ApiContext): void {
  router.get('/api/fieldcontrol/status', async (request, response) => {
    requireCaller(request, 'viewer');
    const { account } = readQuery(request, accountQuery);
    response.json({ status: await readFieldStatus(ports, account) });
  });
  router.get('/api/fieldcontrol/pendings', async (request, response) => {
    requireCaller(request, 'viewer');
    const query = readQuery(request, pendingsQuery);
    const { account, reason, card: isalesId, limit } = query;
    const rows = await listPendings(database.pool, { account, reason, isalesId, limit });
    const pendings = rows.map((row) => ({ ...row, nextStep: nextStepFor(row.reason) }));
    response.json({ pendings });
  });
  router.get('/api/fieldcontrol/cards/:card/history', async (request, response) => {
    requireCaller(request, 'viewer');
    const { card: isalesId } = readParams(request, cardPath);
    const { account } = readQuery(request, accountQuery);
    const history = await listCardHistory(database.pool, { account, isalesId });
    if (history.length === 0) throw new HttpProblem('not-found', `No card ${isalesId} was seen.`);
    response.json({ history });
  });
}

function addDoing(router: Router, { ports }: ApiContext): void {
  router.post('/api/fieldcontrol/poll', async (request, response) => {
    const by = actorOf(requireCaller(request, 'operator'));
    const { account, why, dryRun } = readBody(request, pollBody);
    const actor = { by, reason: why };
    const asked = dryRun
      ? await askBoardPreview(ports, { account }, actor)
      : await askStep(ports, { account, step: 'poll' }, actor);
    await answerRun(asked, response, { dryRun });
  });
  router.post('/api/fieldcontrol/steps/:step', async (request, response) => {
    const by = actorOf(requireCaller(request, 'operator'));
    const { step } = readParams(request, stepPath);
    const { account, why } = readBody(request, askBody);
    const asked = await askStep(ports, { account, step }, { by, reason: why });
    await answerRun(asked, response, {});
  });
  router.post('/api/fieldcontrol/cards/:kind', async (request, response) => {
    const by = actorOf(requireCaller(request, 'operator'));
    const { kind } = readParams(request, kindPath);
    const { why, dryRun, cards: isalesIds, ...rest } = readBody(request, reprocessBody);
    const choice = { ...rest, isalesIds };
    if (dryRun) {
      response.json({ dryRun, ...(await previewReprocess(ports, choice)) });
      return;
    }
    const { asked, ...done } = await reprocess(ports, { kind, choice }, { by, reason: why });
    if (asked === undefined) response.json(done);
    else await answerRun(asked, response, { ...done });
  });
}

/** What the run came to, or where to look for it when it takes longer. */
async function answerRun(
  asked: AskedRun,
  response: Response,
  more: Readonly<Record<string, unknown>>,
): Promise<void> {
  const end = await awaitAskedRun(asked, response);
  if (!end.isEnded) {
    response.status(202).json({ job: asked.job, runId: end.runId, ...more });
    return;
  }
  const { id: runId, state: outcome, reason, message, counts, keys } = end.row;
  response.json({ ...more, run: { runId, outcome, reason, message, counts, keys } });
}
