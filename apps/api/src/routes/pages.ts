import { Router, type Request, type RequestHandler } from 'express';
import { listHeld } from '@ponte/db/held';
import { listRuns, type RunState } from '@ponte/db/runs';
import { readAlerts } from '@ponte/operations/alerts';
import { readChats } from '@ponte/operations/chats';
import { readFieldStatus } from '@ponte/operations/fieldcontrol';
import { readExchange } from '@ponte/operations/read-exchange';
import { readStatus } from '@ponte/operations/read-status';
import { findCaller, requireCaller } from '../auth/caller.ts';
import type { ApiContext } from '../context.ts';
import { renderHeldPage } from '../web/held-page.ts';
import { findNote } from '../web/notes.ts';
import { renderRunsPage } from '../web/runs-page.ts';
import { renderStatusPage } from '../web/status-page.ts';
import { createView, type View } from '../web/view.ts';
import { listWebhookWarnings } from '../web/webhook-warnings.ts';

/** The first release knows one account of each vendor. */
const ACCOUNT = 'default';
const PAGE_SIZE = 100;
const RUN_ID = /^[0-9a-f-]{36}$/i;
const RUN_STATES: readonly string[] = ['running', 'done', 'skipped', 'held', 'waiting', 'failed'];

/** The pages that look; what acts is in page-actions.ts. */
export function createPageRoutes(context: ApiContext): Router {
  const { addresses, clock, database, env, ports, tally } = context;
  const router = Router();
  const viewFor = (request: Request): View => {
    const caller = requireCaller(request, 'viewer');
    return createView({ addresses, caller, timeZone: env.timeZone, now: clock.now() });
  };
  const needLogin = createLoginGate(context);

  router.get('/', (request, response, next) => {
    response.vary('Accept');
    if (request.accepts(['html', 'json']) === 'json') answerHealth(request, response, next);
    else next();
  });
  const answerHealth: RequestHandler = async (request, response) => {
    const known = findCaller(request) !== undefined;
    response.set('Cache-Control', 'no-store');
    response.json({ status: 'ok', ...(known ? await readStatus(ports) : {}) });
  };

  router.get('/', needLogin, async (request, response) => {
    const view = viewFor(request);
    const [status, exchange, alerts, chats, field] = await Promise.all([
      readStatus(ports),
      readExchange(ports, ACCOUNT),
      readAlerts(ports, ACCOUNT),
      readChats(ports, ACCOUNT),
      readFieldStatus(ports, ACCOUNT),
    ]);
    const page = renderStatusPage({
      view,
      status,
      facets: { exchange, alerts: { alerts, chats }, field },
      warnings: listWebhookWarnings(tally, Date.now()),
      webhookBase: addresses.publicUrl ?? `${request.protocol}://${request.get('host') ?? ''}`,
      note: findNote(request),
    });
    response.set('Cache-Control', 'no-store').type('html').send(page);
  });

  router.get('/held', needLogin, async (request, response) => {
    const view = viewFor(request);
    const filter = pick(request, ['integration', 'reason']);
    const rows = await listHeld(database.pool, { ...filter, limit: PAGE_SIZE });
    const parts = { view, rows, isMore: rows.length === PAGE_SIZE, note: findNote(request) };
    response.set('Cache-Control', 'no-store').type('html').send(renderHeldPage(parts));
  });

  router.get('/runs', needLogin, async (request, response) => {
    const view = viewFor(request);
    const { before = '', state = '', ...rest } = pick(request, RUN_FILTERS);
    const rows = await listRuns(database.pool, {
      ...rest,
      ...(isRunState(state) ? { state } : {}),
      ...(RUN_ID.test(before) ? { before } : {}),
      limit: PAGE_SIZE,
    });
    const page = renderRunsPage({
      view,
      rows,
      filter: { key: rest.key ?? '', state, integration: rest.integration ?? '' },
      nextBefore: rows.length === PAGE_SIZE ? rows.at(-1)?.id : undefined,
      note: findNote(request),
    });
    response.set('Cache-Control', 'no-store').type('html').send(page);
  });
  return router;
}

const RUN_FILTERS = ['key', 'integration', 'state', 'before'] as const;

/** A stranger is led to the login and from there back to where they wanted to be. */
function createLoginGate({ addresses }: ApiContext): RequestHandler {
  return (request, response, next) => {
    if (findCaller(request) !== undefined) next();
    else {
      const back = encodeURIComponent(request.url);
      response.redirect(303, `${addresses.prefix}/login${back === '%2F' ? '' : `?next=${back}`}`);
    }
  };
}

function isRunState(word: string): word is RunState {
  return RUN_STATES.includes(word);
}

/** Plain, non-empty query values only. */
function pick<Name extends string>(
  request: Request,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = request.query[name];
    if (typeof value === 'string' && value.trim() !== '') found[name] = value.trim().slice(0, 200);
  }
  return found;
}
