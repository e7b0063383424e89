import { Router, type Request } from 'express';
import type { ApiContext } from '../context.ts';
import { judgeReadiness } from '../readiness.ts';

/** For the machines around: is the process alive, can it do its work. Public and says little. */
export function createHealthRoutes({ readiness }: ApiContext): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  router.get('/readyz', async (request, response) => {
    const checks = await readiness.check();
    const { isReady, isDegraded } = judgeReadiness(checks);
    response
      .status(isReady ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({
        status: isReady ? 'ready' : 'not ready',
        ...(isVerbose(request) ? { degraded: isDegraded, checks } : {}),
      });
  });
  return router;
}

function isVerbose(request: Request): boolean {
  const { verbose } = request.query;
  return verbose !== undefined && verbose !== 'false' && verbose !== '0';
}
