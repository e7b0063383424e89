import type { Request } from 'express';
import { isAtLeast, type Role } from '@ponte/db/roles';
import { HttpProblem } from '../http/problems.ts';

/** Who makes this request. */
export type Caller =
  | {
      readonly kind: 'user';
      readonly id: string;
      readonly login: string;
      readonly role: Role;
      readonly csrfToken: string;
      readonly sessionToken: string;
    }
  | { readonly kind: 'api-key'; readonly name: string; readonly role: Role };

const callers = new WeakMap<Request, Caller>();

export function setCaller(request: Request, caller: Caller): void {
  callers.set(request, caller);
}

/** The caller, or undefined when nobody proved to be anybody. */
export function findCaller(request: Request): Caller | undefined {
  return callers.get(request);
}

/** The caller if the role suffices; else the request ends with 401 or 403. */
export function requireCaller(request: Request, needed: Role): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new HttpProblem('login-needed');
  if (!isAtLeast(caller.role, needed)) {
    throw new HttpProblem('role-needed', `This needs the role ${needed}; yours is ${caller.role}.`);
  }
  return caller;
}

/** How the audit names a caller. */
export function actorOf(caller: Caller): string {
  return caller.kind === 'user' ? caller.login : `api-key:${caller.name}`;
}
