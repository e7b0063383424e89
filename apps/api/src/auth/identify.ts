import type { RequestHandler } from 'express';
import { findApiKey } from '@ponte/db/api-keys';
import type { Database } from '@ponte/db/client';
import { findSession } from '@ponte/db/sessions';
import { HttpProblem } from '../http/problems.ts';
import { setCaller } from './caller.ts';
import type { SessionCookie } from './session-cookie.ts';

const BEARER = /^Bearer +(pk_[\w-]{20,200})$/i;

/**
 * Finds out who calls, by API key or by session cookie. A wrong key ends the request; no key and no
 * cookie is simply nobody, for the route to judge.
 */
export function createIdentify(database: Database, cookie: SessionCookie): RequestHandler {
  return async (request, _response, next) => {
    const authorization = request.get('authorization');
    if (authorization !== undefined) {
      const key = BEARER.exec(authorization)?.[1];
      const found = key === undefined ? undefined : await findApiKey(database.prisma, key);
      if (found === undefined) throw new HttpProblem('login-needed', 'The API key is not valid.');
      setCaller(request, { kind: 'api-key', name: found.name, role: found.role });
    } else {
      const sessionToken = cookie.read(request);
      const session = sessionToken && (await findSession(database.prisma, sessionToken));
      if (sessionToken && session) {
        const { user, csrfToken } = session;
        setCaller(request, { kind: 'user', ...user, csrfToken, sessionToken });
      }
    }
    next();
  };
}
