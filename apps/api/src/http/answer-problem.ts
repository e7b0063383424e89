import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { Logger } from '@ponte/logging';
import type { Addresses } from '../addresses.ts';
import { renderProblemPage } from '../web/problem-page.ts';
import { HttpProblem } from './problems.ts';
import { requestIdOf } from './request-id.ts';
import { toProblem } from './to-problem.ts';

/** For addresses that no route has. */
export const answerUnknown: RequestHandler = (request) => {
  throw new HttpProblem('not-found', `There is nothing at ${request.path.slice(0, 200)}.`);
};

/** The one place where errors become answers: a page for browsers, RFC 9457 for programs. */
export function createProblemAnswer(addresses: Addresses, logger: Logger): ErrorRequestHandler {
  // eslint-disable-next-line @typescript-eslint/max-params -- Express knows error handlers by four parameters
  return (thrown: unknown, request, response, next) => {
    const problem = toProblem(thrown);
    const requestId = requestIdOf(request);
    if (problem.status >= 500) {
      const { code } = problem;
      logger.error({ err: thrown, requestId, path: request.path, code }, 'request.failed');
    }
    if (response.headersSent) {
      next(thrown);
      return;
    }
    response.status(problem.status);
    if (problem.status === 503) response.setHeader('Retry-After', '5');
    if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="ponte"');
    if (wantsPage(request)) {
      response.type('html').send(renderProblemPage({ problem, requestId, addresses }));
    } else sendProblem(response, { problem, requestId, request, addresses });
  };
}

interface ProblemParts {
  problem: HttpProblem;
  requestId: string;
  request: Request;
  addresses: Addresses;
}

function sendProblem(
  response: Response,
  { problem, requestId, request, addresses }: ProblemParts,
): void {
  const { code, title, status, message, errors } = problem;
  response.type('application/problem+json').send(
    JSON.stringify({
      type: `${addresses.docsUrl}#${code}`,
      ...{ title, status, detail: message, code },
      instance: request.originalUrl.split('?')[0],
      requestId,
      ...(errors === undefined ? {} : { errors }),
    }),
  );
}

/** Browsers ask for pages; below /api everybody gets problem documents. */
export function wantsPage(request: Request): boolean {
  if (request.path.startsWith('/api/') || request.baseUrl.startsWith('/api')) return false;
  return request.get('accept') !== undefined && request.accepts(['json', 'html']) === 'html';
}
