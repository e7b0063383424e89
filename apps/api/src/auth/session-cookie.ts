import type { CookieOptions, Request, Response } from 'express';
import type { Addresses } from '../addresses.ts';

/** Real milliseconds: a working day and a bit. */
export const SESSION_TTL_MS = 12 * 3_600_000;

/** The cookie that carries the session's token; `__Host-` wherever browsers allow it. */
export interface SessionCookie {
  read(request: Request): string | undefined;
  set(response: Response, token: string): void;
  clear(response: Response): void;
}

export function createSessionCookie({ prefix, isHttps }: Addresses): SessionCookie {
  const name = isHttps && prefix === '' ? '__Host-ponte' : 'ponte_session';
  const options: CookieOptions = {
    httpOnly: true,
    sameSite: 'lax',
    secure: isHttps,
    path: prefix === '' ? '/' : prefix,
  };
  return {
    read: (request) => findCookie(request.headers.cookie, name),
    set: (response, token) => {
      response.cookie(name, token, { ...options, maxAge: SESSION_TTL_MS });
    },
    clear: (response) => {
      response.clearCookie(name, options);
    },
  };
}

function findCookie(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const equals = part.indexOf('=');
    if (part.slice(0, equals).trim() !== name) continue;
    const value = part.slice(equals + 1).trim();
    return /^[\w-]{20,200}$/.test(value) ? value : undefined;
  }
  return undefined;
}
