import type { RangesReading } from '@ponte/connectors/bitrix24';
import type { KnownField, LoadPorts, LoadProgress, LoadRows } from './ports.ts';
import { decidePage } from './rules/decide-page.ts';
import { advance, toLoadFilter } from './rules/load-progress.ts';
import { IN_FLIGHT, takeRanges, type IdRange } from './rules/plan-ranges.ts';
import { toBatchOutcome, toDealRange } from './rules/to-batch-outcome.ts';

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
 * worker that is killed loses only requests that were not saved. Gives the progress at the end of
 * the turn; throws the vendor's failure after everything that was read is saved.
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

  const save = async (reading: RangesReading): Promise<void> => {
    const rows = reading.ranges.flatMap(({ deals }) => deals);
    const { store, holds } = decidePage(rows, { account, readAt: reading.readAt, fields });
    const outcome = toBatchOutcome(reading);
    const change = (before: LoadProgress, saved: LoadRows): LoadProgress =>
      advance(before, outcome, { saved, note: toNote(reading) });
    load = await ports.saveLoad({ account, runId, store, holds, change });
  };
  const read = async (ranges: readonly IdRange[], filter: Record<string, string>) => {
    const reading = await ports
      .portal(account)
      .readDealRanges(ranges.map(toDealRange), { level: 'bulk', filter, signal });
    saving = Promise.allSettled([saving]).then(() => save(reading));
    await saving;
    const failed = reading.ranges.find((range) => range.failure !== undefined);
    if (failed?.failure !== undefined) throw failed.failure;
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

function toNote({ ranges, durationMs }: RangesReading): string | null {
  if (durationMs < 10_000) return null;
  const seconds = (durationMs / 1_000).toFixed(0);
  return `The portal takes ${seconds} s for ${ranges.length} pages; requests are kept short.`;
}
