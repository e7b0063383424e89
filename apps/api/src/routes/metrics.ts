import { Router, type Request } from 'express';
import { requireCaller } from '../auth/caller.ts';
import type { ApiContext } from '../context.ts';
import { createMetrics } from '../metrics.ts';

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/** For Prometheus: free on this machine, with an API key (or a login) from elsewhere. */
export function createMetricsRoutes(context: ApiContext): Router {
  const metrics = createMetrics(context);
  const router = Router();
  router.get('/metrics', async (request, response) => {
    if (!isNextDoor(request)) requireCaller(request, 'viewer');
    response.type(metrics.contentType).send(await metrics.render());
  });
  return router;
}

/** A direct connection from this machine; a proxy on this machine speaks for somebody else. */
function isNextDoor(request: Request): boolean {
  const peer = request.socket.remoteAddress ?? '';
  const isLoopback = /^(?:127\.|::1$|::ffff:127\.)/.test(peer);
  return isLoopback && FORWARDED.every((name) => request.get(name) === undefined);
}
