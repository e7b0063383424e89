import { Router, type Request } from 'express';
import { requireCaller } from '../auth/caller.ts';
import type { ApiContext } from '../context.ts';
import { createMetrics } from '../metrics.ts';

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/**
 * For Prometheus: with an API key (or a login), and free on this machine while the api is for this
 * machine only. A proxy in front of it may leave no trace in a request, so that with a PUBLIC_URL of
 * elsewhere every request could be somebody's from outside.
 */
export function createMetricsRoutes(context: ApiContext): Router {
  const metrics = createMetrics(context);
  const router = Router();
  router.get('/metrics', async (request, response) => {
    const isFree = context.addresses.isThisMachineOnly && isNextDoor(request);
    if (!isFree) requireCaller(request, 'viewer');
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
