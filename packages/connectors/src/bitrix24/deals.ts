/** Deal operations of the client: reading by id, listing by rising id, writing with a read-back. */
import { isVendorError } from '../http/vendor-error.ts';
import type { CommandAnswer } from './batch.ts';
import { judgeWireError } from './errors.ts';
import { BATCH_SIZE, PAGE_SIZE } from './limits.ts';
import { DEAL_ID, readRowId, toListed } from './listed-deal.ts';
import { toDealRecord } from './model.ts';
import type {
  Bitrix24Client,
  CallOptions,
  DealAnswer,
  DealsReading,
  ListDealsOptions,
  ListedDeal,
} from './operations.ts';
import type { Portal } from './portal.ts';

type DealReads = Pick<Bitrix24Client, 'getDeals' | 'getDeal' | 'listDeals'>;

/** Reads deals through one portal. */
export function createDealReads(portal: Portal): DealReads {
  return {
    getDeals: (ids, options = {}) => getDeals(portal, ids, { operation: 'getDeals', options }),
    getDeal: async (id, options = {}) => {
      const { readAt, deals } = await getDeals(portal, [id], { operation: 'getDeal', options });
      const answer = deals[0];
      if (answer?.state === 'found') return { readAt, deal: answer.deal };
      throw toDealError(portal, answer);
    },
    listDeals: (options = {}) => listDeals(portal, options),
  };
}

async function getDeals(
  portal: Portal,
  ids: readonly string[],
  { operation, options }: { operation: string; options: CallOptions },
): Promise<DealsReading> {
  const asked = [...new Set(ids)];
  if (asked.length > BATCH_SIZE) {
    throw new RangeError(`getDeals takes at most ${BATCH_SIZE} ids, not ${asked.length}.`);
  }
  if (asked.length === 0) throw new RangeError('getDeals needs at least one id.');
  const askable = asked.filter((id) => DEAL_ID.test(id));
  if (askable.length === 0) return { readAt: portal.now(), deals: ids.map(toNoId) };
  const commands = askable.map((id) => ({
    ...{ key: `d${id}`, method: 'crm.deal.get', params: { id } },
  }));
  const { answer, sentAt } = await portal.batch({ operation, commands, options });
  const deals = ids.map((id) =>
    DEAL_ID.test(id)
      ? toDealAnswer({ portal, operation, id }, answer.answerOf(`d${id}`))
      : toNoId(id),
  );
  return { readAt: sentAt, deals };
}

/** One odd id must not keep those beside it from being read. */
function toNoId(id: string): DealAnswer {
  return { id, state: 'unreadable', problem: 'A deal id is a positive whole number.' };
}

function toDealAnswer(
  { portal, operation, id }: { portal: Portal; operation: string; id: string },
  answer: CommandAnswer,
): DealAnswer {
  if (answer.state === 'done') {
    const reading = toDealRecord(answer.result);
    if (!reading.ok) return { id, state: 'unreadable', problem: reading.problem };
    if (reading.deal.id === id) return { id, state: 'found', deal: reading.deal };
    return { id, state: 'unreadable', problem: 'The portal answered with another deal.' };
  }
  if (answer.state === 'refused') {
    const { kind, code, message } = judgeWireError(answer.error, 200);
    if (kind === 'not_found') return { id, state: 'missing' };
    if (kind === 'rejected') {
      const redacted = portal.toError(operation, { kind, message }).message;
      return { id, state: 'refused', code: code ?? '', message: redacted };
    }
  }
  try {
    portal.resultOf(answer, operation);
  } catch (thrown) {
    if (isVendorError(thrown)) return { id, state: 'failed', error: thrown };
    throw thrown;
  }
  return { id, state: 'unreadable', problem: 'The portal answered nothing.' };
}

function toDealError(portal: Portal, answer: DealAnswer | undefined): Error {
  if (answer?.state === 'failed') return answer.error;
  const common = { effect: 'read', notApplied: true } as const;
  if (answer?.state === 'missing') {
    const message = `Deal ${answer.id} does not exist. Nothing to do.`;
    return portal.toError('getDeal', { ...common, kind: 'not_found', message });
  }
  if (answer?.state === 'refused') {
    const { code, message } = answer;
    return portal.toError('getDeal', { ...common, kind: 'rejected', code, message });
  }
  const message = answer?.state === 'unreadable' ? answer.problem : 'No deal was answered.';
  return portal.toError('getDeal', { ...common, kind: 'unexpected_answer', message });
}

/** Pages by the last id instead of an offset, so that changes under way neither skip nor repeat. */
async function* listDeals(portal: Portal, options: ListDealsOptions): AsyncGenerator<ListedDeal> {
  const { filter = {}, afterId = '0', ...callOptions } = options;
  const operation = 'listDeals';
  let last = BigInt(afterId);
  for (;;) {
    const { result, sentAt } = await portal.call({
      operation,
      effect: 'read',
      method: 'crm.deal.list',
      params: {
        order: { ID: 'ASC' },
        filter: { ...filter, '>ID': last.toString() },
        select: ['*', 'UF_*'],
        // Without it the portal counts all matching rows for every page.
        start: -1,
      },
      options: callOptions,
    });
    if (!Array.isArray(result)) throw toShapeError(portal, 'is not a list');
    const before = last;
    for (const row of result as unknown[]) {
      const id = readRowId(row);
      if (id !== undefined) {
        if (BigInt(id) <= last) throw toShapeError(portal, 'has ids that do not rise');
        last = BigInt(id);
      }
      yield toListed(toDealRecord(row), id, sentAt);
    }
    if (result.length < PAGE_SIZE) return;
    if (last === before) throw toShapeError(portal, 'is full of rows without ids');
  }
}

function toShapeError(portal: Portal, what: string): Error {
  return portal.toError('listDeals', {
    kind: 'unexpected_answer',
    effect: 'read',
    message: `The page of deals ${what}. Nothing of it was used; if it goes on, ask Bitrix24.`,
  });
}
