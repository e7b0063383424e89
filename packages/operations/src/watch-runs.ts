import type { Sql } from '@ponte/db/client';
import { listRuns, type RunRow } from '@ponte/db/runs';

export interface RunWatch {
  /** Runs that began to show after the watch did, newest first. */
  listNew(): Promise<RunRow[]>;
}

/** More runs of one job or key than this do not begin while a person waits. */
const LIMIT = 200;

/** Remembers which runs there are, so that new ones are told apart without trusting any clock. */
export async function watchRuns(
  sql: Sql,
  filter: { key?: string; job?: string },
): Promise<RunWatch> {
  const known = new Set((await listRuns(sql, { ...filter, limit: LIMIT })).map(({ id }) => id));
  return {
    listNew: async () => {
      const runs = await listRuns(sql, { ...filter, limit: LIMIT });
      return runs.filter(({ id }) => !known.has(id));
    },
  };
}

/** True for a run that neither goes on nor comes again because another one was at work. */
export function hasEnded({ state, reason }: RunRow): boolean {
  return state !== 'running' && state !== 'waiting' && reason !== 'another-run';
}
