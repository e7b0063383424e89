import type { RequestHandler } from 'express';
import type { Logger } from '@ponte/logging';
import { requestIdOf } from './request-id.ts';

/** One line per answered request, for those who look closely; paths only, queries may hold secrets. */
export function createRequestLog(logger: Logger): RequestHandler {
  return (request, response, next) => {
    if (logger.isLevelEnabled('debug')) {
      const { method, path } = request;
      const started = performance.now();
      response.on('finish', () => {
        const ms = Math.round(performance.now() - started);
        const requestId = requestIdOf(request);
        logger.debug(
          { method, path, status: response.statusCode, requestId, ms },
          'request.answered',
        );
      });
    }
    next();
  };
}
