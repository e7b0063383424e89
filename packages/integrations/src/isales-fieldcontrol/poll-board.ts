import { hash } from 'node:crypto';
import type { BoardReading } from '@ponte/connectors/isales';
import type { Handler, JobEnding } from '@ponte/jobs/define';
import { judgeAnew } from './judge-anew.ts';
import type { AnewPorts, BoardPorts, BoardRun } from './ports.ts';
import type { BoardPlan } from './rules/decide-board.ts';
import { toBoardDecision } from './rules/to-board-decision.ts';
import { describeBoard } from './rules/describe-board.ts';
import type { FieldSettings } from './settings.ts';

const HOUR_MS = 3_600_000;

/** Reads the board with one request. A board that shows what it showed costs nothing more. */
export function createPollBoard(ports: BoardPorts & AnewPorts): Handler<{ account: string }> {
  return async ({ account }, { runId, signal }) => {
    const settings = await ports.readSettings(account);
    const reading = await ports.readBoard(account, settings, signal);
    const fingerprint = toFingerprint(reading, settings);
    const run: BoardRun = { account, runId, reading, fingerprint };
    const before = await ports.findBoardState(account);
    const { suspectSince } = before;
    const isSame = fingerprint === before.fingerprint && suspectSince === null;

    const decide = toBoardDecision(reading, { settings, now: ports.now(), suspectSince });
    const plan = isSame ? undefined : await ports.applyBoard(run, decide);
    const judged = await judgeAnew(ports, run, settings);
    const gone = new Date(ports.now().getTime() - settings.absentHours * HOUR_MS);
    const told = await ports.tellAbsent(run, gone);

    if (plan?.sights.some(({ mustRead }) => mustRead) === true) await ports.ringCards(account);
    // Whatever the new judgement lets go, and the net under a ring that was lost: a push that sleeps
    // until its next mark is woken by nobody else.
    if (await ports.hasDue(account)) await ports.ringPush(account);
    return toEnding({ plan, told, judged }, reading);
  };
}

interface Polled {
  /** Undefined: the board shows what it showed. */
  readonly plan: BoardPlan | undefined;
  /** Cards of which somebody was told that they are gone. */
  readonly told: readonly string[];
  /** Cards that were judged by new settings. */
  readonly judged: readonly string[];
}

function toEnding({ plan, told, judged }: Polled, reading: BoardReading): JobEnding {
  const keys = [...new Set([...told, ...judged])].map(toKey);
  const ending: JobEnding =
    plan !== undefined
      ? describeBoard(plan, reading)
      : keys.length > 0
        ? { outcome: 'done', keys, counts: { judged: judged.length } }
        : {
            ...{ outcome: 'skipped', reason: 'board-unchanged' },
            counts: { rows: reading.cards.length },
          };
  return told.length === 0 ? ending : { ...ending, outcome: 'held', reason: 'cartao_ausente' };
}

function toKey(isalesId: string): string {
  return `card:${isalesId}`;
}

/** The order of rows says nothing, and columns may be mapped anew while the board stands still. */
function toFingerprint({ cards, problems }: BoardReading, settings: FieldSettings): string {
  const rows = [...cards, ...problems].map(({ raw }) => JSON.stringify(raw)).toSorted();
  return hash('sha256', JSON.stringify([rows, settings.columns]));
}
