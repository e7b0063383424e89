import type { RequestHandler } from 'express';
import type { Logger } from '@ponte/logging';
import { requestIdOf } from './request-id.ts';

/** A chat id is a person's own number, and stands in the paths of its resource. */
const CHAT_PATH = /(\/api\/chats\/)[^/]+/;

/** One line per answered request, for those who look closely; paths only, queries may hold secrets. */
export function createRequestLog(logger: Logger): RequestHandler {
  return (request, response, next) => {
    if (logger.isLevelEnabled('debug')) {
      const { method } = request;
      const path = request.path.replace(CHAT_PATH, '$1[masked]');
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
