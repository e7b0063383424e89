import type { FetchedRanges } from '@ponte/connectors/bitrix24';
import type { KnownField, LoadPorts, LoadProgress, LoadRows } from './ports.ts';
import { readAnswer } from './read-answer.ts';
import { advance, isTimeToAnalyze, toLoadFilter } from './rules/load-progress.ts';
import { IN_FLIGHT, takeRanges, type BatchOutcome, type IdRange } from './rules/plan-ranges.ts';
import { toDealRange } from './rules/to-batch-outcome.ts';

/**
 * One execution works this long and then lets others have its place; far below the runtime's limit
 * for one handler.
 */
const TURN_MS = 60_000;

interface LoadTurn {
  account: string;
  runId: string;
  signal: AbortSignal;
  fields: readonly KnownField[];
  load: LoadProgress | undefined;
}

/**
 * Reads what is open of a load, a few requests side by side, and saves every answer by itself: its
 * rows, its problems and the progress in one transaction. Saves follow one another, so that a
 * worker that is killed loses only requests that were not saved, and an answer stays bytes until
 * its turn, so that memory holds the deals of one. Gives the progress at the end of the turn;
 * throws the vendor's failure after everything that was read is saved.
 */
export async function loadRanges(
  ports: LoadPorts,
  turn: LoadTurn,
): Promise<LoadProgress | undefined> {
  const { account, runId, signal } = turn;
  const until = ports.now().getTime() + TURN_MS;
  const fields = new Map(turn.fields.map((field) => [field.code, field]));
  const flying = new Map<readonly IdRange[], Promise<void>>();
  let load = turn.load;
  let failure: Error | undefined;
  let saving: Promise<void> = Promise.resolve();

  const save = async (fetched: FetchedRanges): Promise<void> => {
    const { outcome, ...read } = await readAnswer(fetched, { account, fields });
    const change = (before: LoadProgress, saved: LoadRows): LoadProgress =>
      advance(before, outcome, { saved, note: toNote(outcome) });
    const before = load;
    load = await ports.saveLoad({ account, runId, store: read.store, holds: read.holds, change });
    const isTime = before && load && isTimeToAnalyze(before.rows, load.rows);
    if (isTime === true) await ports.analyzeDeals();
    if (read.failure !== undefined) throw read.failure;
  };
  const read = async (ranges: readonly IdRange[], filter: Record<string, string>) => {
    const fetched = await ports
      .portal(account)
      .fetchDealRanges(ranges.map(toDealRange), { level: 'bulk', filter, signal });
    saving = Promise.allSettled([saving]).then(() => save(fetched));
    await saving;
  };

  while (load?.state === 'running' && load.plan !== null && failure === undefined) {
    signal.throwIfAborted();
    const isTime = ports.now().getTime() < until && flying.size < IN_FLIGHT;
    const ranges = isTime ? takeRanges(load.plan, [...flying.keys()].flat()) : [];
    if (ranges.length > 0) {
      const work = read(ranges, toLoadFilter(load))
        .catch((error: unknown) => {
          failure ??= error instanceof Error ? error : new Error(String(error));
        })
        .finally(() => flying.delete(ranges));
      flying.set(ranges, work);
    } else if (flying.size === 0) break;
    else await Promise.race(flying.values());
  }
  await Promise.all(flying.values());
  if (failure !== undefined) throw failure;
  return load;
}

function toNote({ asked, durationMs }: BatchOutcome): string | null {
  if (durationMs < 10_000) return null;
  const seconds = (durationMs / 1_000).toFixed(0);
  return `The portal takes ${seconds} s for ${asked} pages; requests are kept short.`;
}
