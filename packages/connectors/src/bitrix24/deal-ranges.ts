/**
 * Bulk reads: fifty ranges of ids in one request, a page of each. Ranges do not depend on each
 * other, so they can be in flight together and be repeated alone, and what is inserted or deleted
 * meanwhile neither skips nor repeats a deal. `start: -1` keeps the portal from counting
 * (b24restdocs huge-data.md).
 */
import { setImmediate as othersFirst } from 'node:timers/promises';
import { isVendorError, type VendorError } from '../http/vendor-error.ts';
import type { CommandAnswer, Param, Params } from './batch.ts';
import { BATCH_SIZE, PAGE_SIZE } from './limits.ts';
import { compareIds, DEAL_ID, readRowId, toListed } from './listed-deal.ts';
import { toDealMark, toDealRecord, type DealRecord, type Reading } from './model.ts';
import type {
  Bitrix24Client,
  CallOptions,
  DealFilter,
  DealIdBounds,
  DealRange,
  DealRangesOptions,
  FetchedRanges,
  Listed,
  RangeReading,
  RangesReading,
  ReadDealRangesOptions,
} from './operations.ts';
import type { Portal } from './portal.ts';

type DealRangeReads = Pick<
  Bitrix24Client,
  'findDealIdBounds' | 'fetchDealRanges' | 'readDealRanges' | 'readDealRangesLight' | 'countDeals'
>;

const LIST = 'crm.deal.list';
const ALL = ['*', 'UF_*'];
/** Without these no row is a deal. */
const MARK = ['ID', 'CATEGORY_ID', 'STAGE_ID', 'DATE_CREATE', 'DATE_MODIFY'];

/** Binds bulk reads to a portal. */
export function createDealRangeReads(portal: Portal): DealRangeReads {
  return {
    findDealIdBounds: (options = {}) => findBounds(portal, options),
    countDeals: (options = {}) => countDeals(portal, options),
    fetchDealRanges: (ranges, options) =>
      fetchRanges(portal, ranges, toFullTask('fetchDealRanges', options)),
    readDealRanges: async (ranges, options) =>
      readAll(await fetchRanges(portal, ranges, toFullTask('readDealRanges', options))),
    readDealRangesLight: async (ranges, options = {}) =>
      readAll(
        await fetchRanges(portal, ranges, {
          operation: 'readDealRangesLight',
          select: MARK,
          read: toDealMark,
          options,
        }),
      ),
  };
}

interface RangesTask<Deal> {
  readonly operation: string;
  readonly select: readonly string[];
  readonly read: (row: unknown) => Reading<Deal>;
  readonly options: DealRangesOptions;
}

function toFullTask(
  operation: string,
  { select = 'all', ...options }: ReadDealRangesOptions = {},
): RangesTask<DealRecord> {
  const named = select === 'all' ? ALL : [...new Set([...MARK, ...select])];
  return { operation, select: named, read: toDealRecord, options };
}

async function fetchRanges<Deal>(
  portal: Portal,
  ranges: readonly DealRange[],
  task: RangesTask<Deal>,
): Promise<FetchedRanges<Deal>> {
  const { operation, select } = task;
  const { filter, callOptions } = splitOptions(task.options);
  checkRanges(ranges);
  const commands = ranges.map(({ afterId, upToId }, at) => ({
    key: `r${at}`,
    method: LIST,
    params: toListParams('ASC', { ...filter, '>ID': afterId, '<=ID': upToId }, select),
  }));
  const { answer, bytes, sentAt, durationMs } = await portal.batch({
    ...{ operation, commands, options: callOptions },
  });
  return {
    ...{ readAt: sentAt, durationMs, bytes: bytes.length },
    readRanges: async function* () {
      try {
        for (const [at, range] of ranges.entries()) {
          if (at > 0) await othersFirst();
          const page = { range, answer: answer.answerOf(`r${at}`), readAt: sentAt };
          yield readRange(portal, page, task);
        }
      } finally {
        bytes.release();
      }
    },
  };
}

async function readAll<Deal>({
  readRanges,
  ...fetched
}: FetchedRanges<Deal>): Promise<RangesReading<Deal>> {
  const ranges: RangeReading<Deal>[] = [];
  for await (const range of readRanges()) ranges.push(range);
  return { ...fetched, ranges };
}

interface Page {
  readonly range: DealRange;
  readonly answer: CommandAnswer;
  readonly readAt: Date;
}

function readRange<Deal>(
  portal: Portal,
  page: Page,
  { operation, read }: RangesTask<Deal>,
): RangeReading<Deal> {
  const { range } = page;
  try {
    const rows = toRows(portal, operation, page.answer);
    const deals: Listed<Deal>[] = [];
    let last = range.afterId;
    let behindLast = 0;
    for (const row of rows) {
      const id = readRowId(row);
      if (id !== undefined) {
        if (compareIds(id, last) <= 0)
          throw toShapeError(portal, operation, 'has ids that do not rise');
        last = id;
      }
      behindLast = id === undefined ? behindLast + 1 : 0;
      deals.push(toListed(read(row), id, page.readAt));
    }
    if (compareIds(last, range.upToId) > 0) {
      throw toShapeError(portal, operation, 'has ids outside of its range');
    }
    const isWhole = rows.length < PAGE_SIZE || last === range.upToId;
    if (isWhole) return { range, deals, isFull: false };
    if (last === range.afterId)
      throw toShapeError(portal, operation, 'is full of rows without ids');
    // Rows without an id behind the last id come again when the caller asks from there.
    return { range, deals: deals.slice(0, deals.length - behindLast), isFull: true };
  } catch (thrown) {
    if (!isVendorError(thrown)) throw thrown;
    return { range, deals: [], isFull: false, failure: thrown };
  }
}

/** The one place where the portal is asked to count: somebody wants to know beforehand. */
async function countDeals(portal: Portal, options: DealRangesOptions): Promise<number> {
  const operation = 'countDeals';
  const { filter, callOptions } = splitOptions(options);
  const params = { filter, select: ['ID'], start: 0 };
  const commands = [{ key: 'count', method: LIST, params }];
  const { answer } = await portal.batch({ operation, commands, options: callOptions });
  const own = answer.answerOf('count');
  portal.resultOf(own, operation);
  if (own.state === 'done' && own.total !== undefined) return own.total;
  throw toShapeError(portal, operation, 'has no total');
}

/**
 * Both ends of the list in one request. A row without an id at an end hides where the ids begin or
 * end: then they begin at 1, or go on behind the highest that can be read.
 */
async function findBounds(
  portal: Portal,
  options: DealRangesOptions,
): Promise<DealIdBounds | undefined> {
  const operation = 'findDealIdBounds';
  const { filter, callOptions } = splitOptions(options);
  const commands = [
    { key: 'first', method: LIST, params: toListParams('ASC', filter, ['ID']) },
    { key: 'last', method: LIST, params: toListParams('DESC', filter, ['ID']) },
  ];
  const { answer } = await portal.batch({ operation, commands, options: callOptions });
  const rows = commands.map(({ key }) => toRows(portal, operation, answer.answerOf(key)));
  const [lowest = [], highest = []] = rows.map((page) => page.map(readRowId));
  // A deal can vanish between the two commands, and then there is none.
  if (lowest.length === 0 || highest.length === 0) return undefined;
  const first = lowest[0] ?? '1';
  const last = highest.find((id) => id !== undefined) ?? '0';
  const isOpenEnded = highest[0] === undefined;
  if (!isOpenEnded && compareIds(first, last) > 0) {
    throw toShapeError(portal, operation, 'is in the wrong order');
  }
  return { first, last, isOpenEnded };
}

function toRows(portal: Portal, operation: string, answer: CommandAnswer): readonly unknown[] {
  const result = portal.resultOf(answer, operation);
  if (!Array.isArray(result)) throw toShapeError(portal, operation, 'is not a list');
  if (result.length > PAGE_SIZE) throw toShapeError(portal, operation, 'is longer than a page');
  return result;
}

function toListParams(
  direction: 'ASC' | 'DESC',
  filter: Readonly<Record<string, Param>>,
  select: readonly string[],
): Params {
  return { order: { ID: direction }, filter, select, start: -1 };
}

function splitOptions({ filter = {}, ...options }: DealRangesOptions): {
  filter: DealFilter;
  callOptions: CallOptions;
} {
  const byId = Object.keys(filter).find((key) => /^[^A-Z_]*ID$/i.test(key));
  if (byId !== undefined) {
    throw new RangeError(
      `The filter ${byId} would collide with the ranges: leave the id out of it.`,
    );
  }
  return { filter, callOptions: { level: 'bulk', ...options } };
}

function checkRanges(ranges: readonly DealRange[]): void {
  if (ranges.length === 0 || ranges.length > BATCH_SIZE) {
    throw new RangeError(`One request takes 1 to ${BATCH_SIZE} ranges, not ${ranges.length}.`);
  }
  for (const { afterId, upToId } of ranges) {
    const isDigits = (afterId === '0' || DEAL_ID.test(afterId)) && DEAL_ID.test(upToId);
    if (!isDigits || compareIds(afterId, upToId) >= 0) {
      throw new RangeError('A range goes from a deal id (or "0") to a higher one, in digits.');
    }
  }
}

function toShapeError(portal: Portal, operation: string, what: string): VendorError {
  return portal.toError(operation, {
    kind: 'unexpected_answer',
    effect: 'read',
    message: `The page of deals ${what}. Nothing of it was used; if it goes on, ask Bitrix24.`,
  });
}
