/**
 * One Field Control account as requests: the layer between our operations and the onion. It carries
 * the key, demands ids of this account before anything is sent, and reads objects and pages.
 */
import { z } from 'zod';
import type { Answer, Call } from '../http/call.ts';
import type { Http } from '../http/create.ts';
import { VendorError, type Effect, type VendorErrorFields } from '../http/vendor-error.ts';
import { FOREIGN_ID, isIdOfAccount, type FieldControlId } from './model.ts';
import type { CallOptions } from './operations.ts';

export interface AccountOptions {
  readonly account: string;
  /** Digits behind the colon of every id; any account's ids pass when absent. */
  readonly accountId: string | undefined;
  /** A secret. */
  readonly apiKey: string;
  readonly userAgent: string;
  readonly http: Http;
}

export interface AccountCall {
  readonly operation: string;
  readonly effect: Effect;
  readonly method?: Call['method'];
  /** Below the base address, query included. */
  readonly path: string;
  readonly json?: unknown;
  readonly options: CallOptions;
}

/** What a list answered. */
export interface ListPage<Item> {
  readonly items: readonly Item[];
  readonly problems: readonly string[];
  /** How many the vendor sent, readable or not. */
  readonly count: number;
  /** Ids of all of them in order, for comparing pages; "" where there is none. */
  readonly ids: readonly string[];
  readonly readAt: Date;
}

export interface Account {
  send(call: AccountCall): Promise<Answer>;
  /** Sends and reads the one object that comes back. */
  sendForOne<Item>(call: AccountCall, schema: z.ZodType<Item>): Promise<Item>;
  /** Sends and reads a page. Throws `unexpected_answer` when it has no `items`. */
  sendForPage<Item>(call: AccountCall, schema: z.ZodType<Item>): Promise<ListPage<Item>>;
  /** The ids as path segments; throws `rejected` with code `foreign-id` before anything is sent. */
  toSegment(operation: string, id: FieldControlId): string;
  /** The same for ids in a body. */
  demandIds(operation: string, ids: readonly (FieldControlId | undefined)[]): void;
  toError(operation: string, fields: ErrorFields): VendorError;
}

type ErrorFields = Omit<VendorErrorFields, 'vendor' | 'account' | 'operation'>;

const list = z.object({ items: z.array(z.unknown()) });

/** Binds key and onion of one account. */
export function createAccount(options: AccountOptions): Account {
  const { account, accountId, apiKey, userAgent, http } = options;

  const toError: Account['toError'] = (operation, fields) =>
    new VendorError({ ...fields, vendor: 'fieldcontrol', account, operation });

  const demandIds: Account['demandIds'] = (operation, ids) => {
    if (ids.every((id) => id === undefined || isIdOfAccount(id, accountId))) return;
    throw toError(operation, {
      ...{ kind: 'rejected', code: FOREIGN_ID, notApplied: true },
      message:
        'An id is not one of this Field Control account. Compare the key’s account with the ids in the settings and in the rows.',
    });
  };

  const send: Account['send'] = async (asked) => {
    const { operation, effect, method, path, json, options: call } = asked;
    const answer = await http.call({
      ...{ operation, effect, path },
      headers: {
        'x-api-key': apiKey,
        'user-agent': userAgent,
        ...(json === undefined ? {} : { 'content-type': 'application/json;charset=UTF-8' }),
      },
      ...(method === undefined ? {} : { method }),
      ...(json === undefined ? {} : { json }),
      ...(call.level === undefined ? {} : { level: call.level }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
    call.onStatus?.(answer.status);
    return answer;
  };

  const isOurs = (value: unknown): boolean => {
    const id = readId(value);
    return id === '' || isIdOfAccount(id, accountId);
  };

  return {
    send,
    toError,
    demandIds,
    toSegment: (operation, id) => {
      demandIds(operation, [id]);
      return encodeURIComponent(id);
    },
    sendForOne: async (call, schema) => {
      const { body } = await send(call);
      const parsed = schema.safeParse(body);
      if (parsed.success && isOurs(body)) return parsed.data;
      const problem = parsed.success ? 'the id is of another account' : toItemProblem(parsed.error);
      throw toError(call.operation, {
        ...{ kind: 'unexpected_answer', effect: call.effect },
        message: `The answer has another shape (${problem}). If it goes on, ask Field Control what changed.`,
      });
    },
    sendForPage: async <Item>(call: AccountCall, schema: z.ZodType<Item>) => {
      const { body, sentAt } = await send(call);
      const parsed = list.safeParse(body);
      if (!parsed.success) {
        throw toError(call.operation, {
          ...{ kind: 'unexpected_answer', effect: call.effect },
          message: 'The page has no items. If it goes on, ask Field Control what changed.',
        });
      }
      const items: Item[] = [];
      const problems: string[] = [];
      for (const [index, value] of parsed.data.items.entries()) {
        const read = schema.safeParse(value);
        if (!read.success) problems.push(`item ${index + 1}: ${toItemProblem(read.error)}`);
        else if (!isOurs(value)) problems.push(`item ${index + 1}: id: is of another account`);
        else items.push(read.data);
      }
      const { length: count } = parsed.data.items;
      return { items, problems, count, ids: parsed.data.items.map(readId), readAt: sentAt };
    },
  };
}

function readId(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('id' in value)) return '';
  return typeof value.id === 'string' ? value.id : '';
}

/** The first few problems of a failed schema, naming fields and never values. */
function toItemProblem(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join('.') || 'the object'}: ${message}`)
    .join('; ');
}
