import type { Json } from '../../json.ts';
import type { Account } from '../account.ts';
import type { World } from '../world.ts';

/** One request that found its route. */
export interface Call {
  readonly world: World;
  readonly account: Account;
  /** The ids of the path, well-formed ones. */
  readonly ids: readonly string[];
  readonly query: ReadonlyMap<string, string>;
  readonly body: Json;
  /** The kind of the fault that strikes, if any. */
  readonly fault: string | undefined;
}

/** What a handler gives: 200, or 201 for what it made. Refusals are thrown. */
export interface Made {
  readonly status: 200 | 201;
  readonly body: Json;
}
export type Handler = (call: Call) => Made;

/** Handlers by verb and path: `post /customers/{id}/phones`. */
export type Routes = Readonly<Record<string, Handler>>;

/** 200. */
export function ok(body: Json): Made {
  return { status: 200, body };
}

/** 201. */
export function created(body: Json): Made {
  return { status: 201, body };
}
