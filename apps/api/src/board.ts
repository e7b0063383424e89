import { createBullBoard } from '@bull-board/api';
import { ExpressAdapter } from '@bull-board/express';
import { Router } from 'express';
import { recordAudit } from '@ponte/db/audit';
import { isAtLeast, type Role } from '@ponte/db/roles';
import { integrationSlugs } from '@ponte/integrations/catalogue';
import { createBoardAdapters } from '@ponte/jobs/board';
import { actorOf, findCaller, requireCaller } from './auth/caller.ts';
import { judgeBeginning } from './auth/same-site.ts';
import type { ApiContext } from './context.ts';
import { wantsPage } from './http/answer-problem.ts';
import { HttpProblem } from './http/problems.ts';
import { guardForeignPages } from './http/security-headers.ts';

export const BOARD_PATH = '/admin/queues';
const SAFE_METHODS = new Set(['GET', 'HEAD']);
/** `…/<queue>/<job>/retry`, `…/<queue>/retry/<state>`, `…/promote`: what an operator is there for. */
const RETRY = /^\/api\/queues\/[^/]+(?:\/[^/]+\/(?:retry|promote)|\/retry\/[^/]+|\/promote)$/;

/**
 * Bull Board for engineers, behind the login. Nothing of it answers a stranger, not even a picture.
 * Viewers look, operators retry, administrators may remove; what they do there is in the audit.
 */
export function createBoardRoutes({ addresses, database, ports, logger }: ApiContext): Router {
  const router = Router();
  const { backend } = ports;
  const makeBoard = (readOnly: boolean): Router => {
    const serverAdapter = new ExpressAdapter();
    serverAdapter.setBasePath(addresses.prefix + BOARD_PATH);
    createBullBoard({
      queues: createBoardAdapters(backend, integrationSlugs, { readOnly }),
      serverAdapter,
      options: { uiConfig: { boardTitle: 'Ponte queues' } },
    });
    return serverAdapter.getRouter() as Router;
  };
  // Made when first looked at: the board opens every queue, and on a new database their tables
  // exist only after the first proper opening.
  let boards: { viewer: Router; operator: Router } | undefined;
  const openBoards = async (): Promise<{ viewer: Router; operator: Router }> => {
    await Promise.all(integrationSlugs.map((slug) => backend.queue(slug)));
    boards ??= { viewer: makeBoard(true), operator: makeBoard(false) };
    return boards;
  };

  router.use(BOARD_PATH, guardForeignPages(), async (request, response, next) => {
    response.set('Cache-Control', 'no-store');
    const isLook = SAFE_METHODS.has(request.method);
    const caller = findCaller(request);
    if (caller === undefined && isLook && wantsPage(request)) {
      const back = encodeURIComponent(BOARD_PATH + request.path.replace(/\/$/, ''));
      response.redirect(303, `${addresses.prefix}/login?next=${back}`);
      return;
    }
    const known = requireCaller(request, neededRole(isLook, request.path));
    // The board's own page sends no token, so for a login the browser must vouch for the beginning.
    const isOwn = known.kind === 'api-key' || judgeBeginning(request, addresses) === 'here';
    if (!isLook && !isOwn) throw new HttpProblem('foreign-request');
    if (!isLook) {
      const entry = {
        actor: actorOf(known),
        action: 'board.used',
        object: `queue:${request.path}`,
      };
      response.on('finish', () => {
        if (response.statusCode >= 400) return;
        recordAudit(database.prisma, { ...entry, after: { method: request.method } }).catch(
          (err: unknown) => logger.error({ err }, 'audit.failed'),
        );
      });
    }
    const open = boards ?? (await openBoards());
    open[isAtLeast(known.role, 'operator') ? 'operator' : 'viewer'](request, response, next);
  });
  return router;
}

function neededRole(isLook: boolean, path: string): Role {
  if (isLook) return 'viewer';
  return RETRY.test(path) ? 'operator' : 'admin';
}
