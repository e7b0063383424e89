import type { ChainReading, ListedDeal } from '@ponte/connectors/bitrix24';
import type { KnownField, LoadPorts, LoadProgress, LoadRows } from './ports.ts';
import { decideChain } from './rules/decide-chain.ts';
import { advance, toLoadFilter } from './rules/load-progress.ts';
import { toChain, type Chain, type Lane } from './rules/plan-lanes.ts';

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
 * Reads the lanes of a load side by side, one request each, and saves every answer by itself: its
 * rows, its problems and the progress in one transaction. Saves follow one another, so that a
 * worker that is killed loses only requests that were not saved. Gives the progress at the end of
 * the turn; throws the vendor's failure after everything that was read is saved.
 */
export async function loadLanes(
  ports: LoadPorts,
  turn: LoadTurn,
): Promise<LoadProgress | undefined> {
  const until = ports.now().getTime() + TURN_MS;
  const fields = new Map(turn.fields.map((field) => [field.code, field]));
  let load = turn.load;
  let failure: Error | undefined;
  let saving: Promise<void> = Promise.resolve();
  const flying = new Map<number, Promise<void>>();

  const read = async (chain: Chain, filter: Record<string, string>): Promise<void> => {
    const { signal } = turn;
    const reading = await ports
      .portal(turn.account)
      .readDealChain(chain, { level: 'bulk', filter, signal });
    saving = Promise.allSettled([saving]).then(() => save(chain, reading));
    await saving;
    if (reading.failure !== undefined) throw reading.failure;
  };
  const save = async (chain: Chain, reading: ChainReading<ListedDeal>): Promise<void> => {
    const { account, runId } = turn;
    const { store, holds } = decideChain(reading.rows, { account, readAt: reading.readAt, fields });
    const { rows, readTo, durationMs } = reading;
    const outcome = { ...chain, rows: rows.length, readTo, durationMs };
    const change = (before: LoadProgress, saved: LoadRows): LoadProgress => {
      const note = toNote(chain, durationMs);
      return advance(before, outcome, { saved, note });
    };
    load = await ports.saveLoad({ account, runId, store, holds, change });
  };

  while (load?.state === 'running' && failure === undefined) {
    turn.signal.throwIfAborted();
    const lanes = ports.now().getTime() < until ? listIdleLanes(load, flying) : [];
    for (const lane of lanes) {
      if (load.plan === null) break;
      const work = read(toChain(lane, load.plan), toLoadFilter(load))
        .catch((error: unknown) => {
          failure ??= error instanceof Error ? error : new Error(String(error));
        })
        .finally(() => flying.delete(lane.upTo));
      flying.set(lane.upTo, work);
    }
    if (flying.size === 0) break;
    await Promise.race(flying.values());
  }
  await Promise.all(flying.values());
  if (failure !== undefined) throw failure;
  return load;
}

function listIdleLanes(load: LoadProgress, flying: ReadonlyMap<number, unknown>): readonly Lane[] {
  return (load.plan?.lanes ?? []).filter(({ upTo }) => !flying.has(upTo));
}

function toNote({ pages }: Chain, durationMs: number): string | null {
  if (durationMs < 10_000) return null;
  return `The portal takes ${(durationMs / 1_000).toFixed(0)} s for ${pages} pages; requests are kept short.`;
}
