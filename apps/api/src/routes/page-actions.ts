import { Router, urlencoded, type Request, type Response } from 'express';
import { askComparison } from '@ponte/operations/asked-run';
import { moveLoad, startLoad } from '@ponte/operations/loads';
import { pauseIntegration, resumeIntegration } from '@ponte/operations/pause-integration';
import { dismissHeld, releaseHeld, type HeldSelection } from '@ponte/operations/release-held';
import { retryRun } from '@ponte/operations/retry-run';
import { z } from 'zod';
import { actorOf, requireCaller } from '../auth/caller.ts';
import { requireCsrfToken } from '../auth/same-site.ts';
import type { ApiContext } from '../context.ts';
import { readBody, readParams } from '../http/read-input.ts';
import { toNote } from '../web/notes.ts';
import { account } from './load-schemas.ts';
import { reason, rowId, slug } from './resource.ts';

const selection = z.union([
  z.object({ id: rowId }),
  z.object({ integration: slug, reason: z.string().min(1).max(60) }),
]);
const runPath = z.object({ id: z.uuid() });
const slugPath = z.object({ slug });
const pauseForm = z.object({ reason });
const accountForm = z.object({ account });
const LOAD_MOVES = [
  ['pause', 'load-paused'],
  ['resume', 'load-resumed'],
  ['cancel', 'load-cancelled'],
] as const;

/** The buttons of the pages: forms with a CSRF token, each leading back with a note. */
export function createPageActionRoutes({ addresses, ports }: ApiContext): Router {
  const router = Router();
  const form = urlencoded({ extended: false, limit: '4kb', parameterLimit: 20 });
  const begin = (request: Request): { by: string } => {
    const caller = requireCaller(request, 'operator');
    requireCsrfToken(request);
    return { by: actorOf(caller) };
  };
  const leadBack = (request: Request, response: Response, note: string): void => {
    response.redirect(
      303,
      `${addresses.prefix}${pathOfReferer(request, addresses.prefix)}?${note}`,
    );
  };

  router.post('/held/release', form, async (request, response) => {
    const actor = begin(request);
    const { released } = await releaseHeld(ports, readSelection(request), actor);
    leadBack(request, response, toNote('released', released.length));
  });
  router.post('/held/dismiss', form, async (request, response) => {
    const actor = begin(request);
    const rows = await dismissHeld(ports, readSelection(request), actor);
    leadBack(request, response, toNote('dismissed', rows.length));
  });
  router.post('/runs/:id/retry', form, async (request, response) => {
    const actor = begin(request);
    await retryRun(ports, readParams(request, runPath), actor);
    leadBack(request, response, toNote('retried'));
  });
  router.post('/integrations/:slug/pause', form, async (request, response) => {
    const actor = begin(request);
    const { slug: integration } = readParams(request, slugPath);
    const { reason: why } = readBody(request, pauseForm);
    await pauseIntegration(ports, { integration, reason: why }, actor);
    leadBack(request, response, toNote('paused'));
  });
  router.post('/integrations/:slug/resume', form, async (request, response) => {
    const actor = begin(request);
    const { slug: integration } = readParams(request, slugPath);
    await resumeIntegration(ports, { integration }, actor);
    leadBack(request, response, toNote('resumed'));
  });
  router.post('/load/start', form, async (request, response) => {
    const actor = begin(request);
    const { account } = readBody(request, accountForm);
    await startLoad(ports, { account, since: null }, actor);
    leadBack(request, response, toNote('load-started'));
  });
  for (const [move, note] of LOAD_MOVES) {
    router.post(`/load/${move}`, form, async (request, response) => {
      const actor = begin(request);
      const { account } = readBody(request, accountForm);
      await moveLoad(ports, { account, move }, actor);
      leadBack(request, response, toNote(note));
    });
  }
  router.post('/comparison', form, async (request, response) => {
    const actor = begin(request);
    const { account } = readBody(request, accountForm);
    await askComparison(ports, { account }, actor);
    leadBack(request, response, toNote('compared'));
  });
  return router;
}

function readSelection(request: Request): HeldSelection {
  const chosen = readBody(request, selection);
  return 'id' in chosen ? { ids: [chosen.id] } : chosen;
}

/** The page the button stood on, of ours only; filters stay behind. */
function pathOfReferer(request: Request, prefix: string): string {
  const path = URL.parse(request.get('referer') ?? '')?.pathname ?? '/';
  const own = prefix !== '' && path.startsWith(prefix) ? path.slice(prefix.length) : path;
  return ['/held', '/runs'].includes(own) ? own : '/';
}
