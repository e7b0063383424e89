import type { Handler, JobEnding } from '@ponte/jobs/define';
import { CARDS_PER_REFRESH, refreshCards } from './jobs.ts';
import { judgeCard } from './judge-card.ts';
import type { CardPorts, DueCard, JudgePorts } from './ports.ts';
import { decideUnread, isVendorUnwell, PUT_OFF } from './rules/decide-unread.ts';
import { decidePerson } from './rules/decide-person.ts';
import { toProject } from './rules/to-project.ts';
import { toHashes } from './rules/to-hashes.ts';

type Ports = CardPorts & JudgePorts;

/** An outage shows by failures in a row: then the others are spared. */
const MOST_FAILURES_IN_A_ROW = 5;

interface CardEnd {
  readonly end: 'read' | 'held' | 'later';
  readonly isalesId: string;
  readonly error?: unknown;
  /** What `later` is to be tried again with. */
  readonly work?: CardWork;
  readonly mustLocate?: boolean;
  readonly mayPush?: boolean;
}

/** Reads the details of cards, each by itself: what one of them lacks never stops another. */
export function createRefreshCards(ports: Ports): Handler<{ account: string }> {
  return async ({ account }, { runId, attempt, signal }) => {
    const due = await ports.listDueCards(account, CARDS_PER_REFRESH);
    if (due.length === 0) return { outcome: 'skipped', reason: 'nothing-due' };
    const ends: CardEnd[] = [];
    let failures = 0;
    for (const card of due) {
      signal.throwIfAborted();
      const end = await refresh(ports, { account, runId, due: card }, signal);
      ends.push(end);
      failures = end.end === 'later' ? failures + 1 : 0;
      if (failures >= MOST_FAILURES_IN_A_ROW) break;
    }
    if (ends.some(({ mustLocate }) => mustLocate === true)) await ports.ringPlaces(account);
    if (ends.some(({ mayPush }) => mayPush === true)) await ports.ringPush(account);
    const late = ends.filter(({ end }) => end === 'later');
    // Not one card could be read: iSales is unwell, and that is no card's fault. Or just these cannot
    // be read: others come first in the next attempt, and hours of failures are a try all the same.
    const isOutage = late.length > 0 && !ends.some(({ end }) => end === 'read');
    const isTry = !isOutage || attempt >= refreshCards.retry.attempts;
    for (const { work, error } of late) {
      if (work === undefined) continue;
      if (isTry) ends.push(...(await countTry(ports, work, error)));
      else await ports.saveUnread(work, PUT_OFF);
    }
    if (isOutage) throw late[0]?.error;
    return toEnding(ends, due.length === CARDS_PER_REFRESH);
  };
}

interface CardWork {
  readonly account: string;
  readonly runId: string;
  readonly due: DueCard;
}

async function refresh(ports: Ports, work: CardWork, signal: AbortSignal): Promise<CardEnd> {
  const { account, runId, due } = work;
  const { isalesId, isalesClienteId } = due;
  let marks = due.marks;
  try {
    const reads = due.isReplay ? undefined : await ports.readCard(account, isalesClienteId, signal);
    const used = reads ?? (await ports.findKeptReads(account, due));
    if (used === undefined) return await leaveUnread(ports, work, new NothingKept());
    const project = toProject(used, ports.zone);
    const { documento } = project.person;
    const person = decidePerson(
      await ports.findPersons(account, isalesClienteId, documento),
      documento,
    );
    const saving = { ...work, reads, project, person, ...toHashes(project, due.vendedor) };
    const saved = await ports.saveCard(saving);
    marks = saved.marks;
    const mayPush = await judgeCard(ports, { account, runId, isalesId });
    // Only now: whoever dies before this leaves a card that is read again.
    await ports.finishCard(account, { ...due, marks });
    const { mustLocate, mustTell } = saved;
    return { end: 'read', isalesId, mustLocate, mayPush: mayPush || mustTell };
  } catch (error) {
    signal.throwIfAborted();
    return leaveUnread(ports, { ...work, due: { ...due, marks } }, error);
  }
}

/** A vendor that is unwell is judged when the others were tried; whatever else it is, is this card's. */
async function leaveUnread(ports: Ports, work: CardWork, error: unknown): Promise<CardEnd> {
  const { isalesId } = work.due;
  if (isVendorUnwell(error)) return { end: 'later', isalesId, error, work };
  await ports.saveUnread(work, decideUnread(error, work.due.tries));
  return { end: 'held', isalesId };
}

/** Others could be read: the card stands behind them or, after many tries, in front of a person. */
async function countTry(ports: Ports, work: CardWork, error: unknown): Promise<CardEnd[]> {
  const unread = decideUnread(error, work.due.tries);
  await ports.saveUnread(work, unread);
  return unread.pending === undefined ? [] : [{ end: 'held', isalesId: work.due.isalesId }];
}

class NothingKept extends Error {
  override readonly name = 'NothingKept';
}

function toEnding(ends: readonly CardEnd[], isFull: boolean): JobEnding {
  const count = (word: CardEnd['end']): number => ends.filter(({ end }) => end === word).length;
  const held = count('held');
  return {
    outcome: held > 0 ? 'held' : 'done',
    ...(held > 0 ? { reason: 'isales_incompleto' } : {}),
    keys: [...new Set(ends.map(({ isalesId }) => `card:${isalesId}`))],
    counts: { read: count('read'), held, later: count('later') },
    ...(isFull || count('later') > 0 ? { againInMs: isFull ? 0 : 5_000 } : {}),
  };
}
