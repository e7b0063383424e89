/**
 * Whole tables by rising id, many pages in one request: each command asks for what is behind the
 * last row of the one before it, which the portal looks up itself (b24restdocs batch.md). Nothing is
 * counted. Behind the last page such a chain starts over from the lowest id, so ids that do not rise
 * end it.
 */
import {
  BatchReference,
  type Command,
  type CommandAnswer,
  type Param,
  type Params,
} from './batch.ts';
import type { ListRowsOptions } from './catalogue-operations.ts';
import { toRowsOf } from './catalogue-wire.ts';
import { BATCH_SIZE, PAGE_SIZE } from './limits.ts';
import { compareIds } from './listed-deal.ts';
import type { CallOptions } from './operations.ts';
import type { Portal } from './portal.ts';

/** A list method whose result holds its rows under `key`, each with an `id`. */
export interface ChainedList {
  readonly operation: string;
  readonly method: string;
  readonly key: string;
  readonly select: readonly string[];
  readonly filter?: Readonly<Record<string, Param>>;
}

/** The rows of one request, by rising id; rows whose id cannot be read stand where they came. */
export interface ChainedPage {
  readonly readAt: Date;
  readonly lastId: string;
  readonly rows: readonly unknown[];
}

/** Small tables are not asked for fifty pages at once. */
const FIRST_CHAIN = 10;

/** Reads a table from behind `afterId` to its end. Throws `VendorError`; resume at the last page. */
export async function* readChainedPages(
  portal: Portal,
  list: ChainedList,
  { afterId = '0', ...options }: ListRowsOptions,
): AsyncGenerator<ChainedPage> {
  const callOptions: CallOptions = { level: 'bulk', ...options };
  let lastId = afterId;
  for (let length = FIRST_CHAIN; ; length = BATCH_SIZE) {
    const commands = toChain(list, lastId, length);
    const { answer, sentAt } = await portal.batch({
      ...{ operation: list.operation, commands, options: callOptions },
    });
    const chain = readChain(portal, list, {
      lastId,
      answers: commands.map(({ key }) => answer.answerOf(key)),
    });
    if (chain.rows.length > 0) {
      yield { readAt: sentAt, lastId: chain.lastId, rows: chain.rows };
    }
    if (chain.isWhole) return;
    lastId = chain.lastId;
  }
}

/** The id of a row of the newer methods; undefined when it cannot be used. */
export function readNumberId(row: unknown): string | undefined {
  if (typeof row !== 'object' || row === null || !('id' in row)) return undefined;
  const text = typeof row.id === 'number' ? String(row.id) : row.id;
  return typeof text === 'string' && /^[1-9]\d{0,17}$/.test(text) ? text : undefined;
}

function toChain(list: ChainedList, lastId: string, length: number): Command[] {
  return Array.from({ length }, (_, at) => ({
    key: `p${at}`,
    method: list.method,
    params: toParams(
      list,
      at === 0 ? lastId : new BatchReference(`p${at - 1}`, [list.key, PAGE_SIZE - 1, 'id']),
    ),
  }));
}

function toParams({ select, filter = {} }: ChainedList, after: Param): Params {
  return { select, filter: { ...filter, '>id': after }, order: { id: 'ASC' }, start: -1 };
}

interface Chain {
  readonly rows: readonly unknown[];
  readonly lastId: string;
  /** The end of the table was reached. */
  readonly isWhole: boolean;
}

function readChain(
  portal: Portal,
  list: ChainedList,
  { lastId: start, answers }: { lastId: string; answers: readonly CommandAnswer[] },
): Chain {
  const rows: unknown[] = [];
  let lastId = start;
  for (const [at, answer] of answers.entries()) {
    // A later page that failed is asked for again, from where the pages before it end.
    if (answer.state !== 'done' && at > 0) return { rows, lastId, isWhole: false };
    const page = toRowsOf(portal, list.operation, { answer, key: list.key });
    const end = findEnd(page, lastId);
    if (end === undefined) {
      if (at > 0 && compareIds(lastId, start) > 0) return { rows, lastId, isWhole: false };
      throw toOrderError(portal, list);
    }
    rows.push(...page);
    if (page.length < PAGE_SIZE) return { rows, lastId: end, isWhole: true };
    if (end === lastId) throw toOrderError(portal, list);
    lastId = end;
  }
  return { rows, lastId, isWhole: false };
}

/** The highest id of a page whose ids rise from behind `after`; undefined when they do not. */
function findEnd(page: readonly unknown[], after: string): string | undefined {
  let last = after;
  for (const row of page) {
    const id = readNumberId(row);
    if (id === undefined) continue;
    if (compareIds(id, last) <= 0) return undefined;
    last = id;
  }
  return last;
}

function toOrderError(portal: Portal, { operation, key }: ChainedList) {
  return portal.toError(operation, {
    kind: 'unexpected_answer',
    effect: 'read',
    message: `The page of ${key} has ids that do not rise. Nothing of it was used; if it goes on, ask Bitrix24.`,
  });
}
