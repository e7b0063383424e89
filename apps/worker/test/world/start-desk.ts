import { openBackend } from '@ponte/jobs/backend';
import type { JobSpec } from '@ponte/jobs/define';
import { createRinger, type Ringer } from '@ponte/jobs/ring';
import { listRuns, type RunRow } from '@ponte/db/runs';
import type { LoadProgress } from '@ponte/integrations/bitrix24-deals/ports';
import { createLogger } from '@ponte/logging';
import { findLoad, startLoad } from '@ponte/operations/loads';
import type { OperationPorts } from '@ponte/operations/ports';
import { STORE_PATIENCE_MS } from '@ponte/servers/store-patience';
import { expect } from 'vitest';
import type { World } from './start-world.ts';

/** Who acts in tests. */
export const actor = { by: 'test' };

/** A person at the command line of a world: begins loads, rings jobs and looks at their runs. */
export interface Desk {
  readonly ports: OperationPorts;
  readonly ringer: Ringer;
  findLoad(): Promise<LoadProgress | undefined>;
  /** Begins a load of everything, or of deals made since. */
  startLoad(since?: Date): Promise<LoadProgress>;
  /** The same, and resolves when it is done. */
  loadAll(since?: Date): Promise<LoadProgress>;
  /** Rings a job and gives its next run that neither goes on nor waits. */
  run(job: JobSpec<string, { account: string }>): Promise<RunRow>;
  close(): Promise<void>;
}

const ACCOUNT = 'default';
const UNDER_WAY: readonly string[] = ['running', 'waiting'];

/** Opens it; close it before the world ends. */
export function startDesk(world: World): Desk {
  const { clock, database } = world;
  const logger = createLogger({ service: 'test', level: 'silent' });
  const backend = openBackend({
    ...{ databaseUrl: database.url, clock, logger, role: 'producer' },
    patienceMs: STORE_PATIENCE_MS,
  });
  const ringer = createRinger({ backend, clock, logger });
  const ports = { database, backend, ringer, clock };
  const find = () => findLoad({ database }, ACCOUNT);
  const begin = (since?: Date) =>
    startLoad(ports, { account: ACCOUNT, since: since ?? null }, actor);
  return {
    ports,
    ringer,
    findLoad: find,
    startLoad: begin,
    loadAll: async (since) => {
      const { id } = await begin(since);
      await expect.poll(find).toMatchObject({ id, state: 'done' });
      return (await find()) ?? Promise.reject(new Error('The load is gone.'));
    },
    run: async (job) => {
      const list = () => listRuns(database.pool, { job: job.name, limit: 200 });
      const known = new Set((await list()).map(({ id }) => id));
      await ringer.ring(job, { account: ACCOUNT });
      const findNew = async () => (await list()).find(({ id }) => !known.has(id));
      await expect
        .poll(async () => UNDER_WAY.includes((await findNew())?.state ?? 'waiting'))
        .toBe(false);
      return (await findNew()) ?? Promise.reject(new Error('The run is gone.'));
    },
    close: async () => {
      await ringer.close();
      await backend.close();
    },
  };
}
