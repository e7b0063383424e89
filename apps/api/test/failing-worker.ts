import { createClock } from '@ponte/clock';
import type { Database } from '@ponte/db/client';
import { createRunRecorder } from '@ponte/db/runs';
import { removeWorker, saveHeartbeat } from '@ponte/db/workers';
import { drainDeals } from '@ponte/integrations/bitrix24-deals/jobs';
import { catalogue, type PonteCatalogue } from '@ponte/integrations/catalogue';
import type { Handlers, JobEnding } from '@ponte/jobs/define';
import { openBackend } from '@ponte/jobs/backend';
import { createRinger, type Ringer } from '@ponte/jobs/ring';
import { startRuntime } from '@ponte/jobs/runtime';
import { createLogger } from '@ponte/logging';
import { STORE_PATIENCE_MS } from '@ponte/servers/store-patience';

export interface FailingWorker {
  readonly ringer: Ringer;
  /** From now on the drain succeeds. */
  heal(): void;
  close(): Promise<void>;
}

const ID = 'test-worker';

/** A worker whose drain the vendor refuses, as with a wrong field, until it is healed. */
export async function startFailingWorker(database: Database): Promise<FailingWorker> {
  const clock = createClock();
  const logger = createLogger({ service: 'worker', level: 'silent' });
  const backend = openBackend({
    ...{ databaseUrl: database.url, clock, logger, role: 'worker' },
    patienceMs: STORE_PATIENCE_MS,
  });
  const runs = createRunRecorder(database.pool, { worker: ID });
  let isHealed = false;
  const skip = (): Promise<JobEnding> => Promise.resolve({ outcome: 'skipped' });
  const drain = (): Promise<JobEnding> =>
    isHealed
      ? Promise.resolve({ outcome: 'done', keys: ['deal:7405'], counts: { stored: 1 } })
      : Promise.reject(
          Object.assign(new Error('The portal refuses the field UF_CRM_1 of deal 7405.'), {
            kind: 'rejected',
          }),
        );
  const handlers = Object.fromEntries(
    catalogue.map(({ name }) => [name, name === drainDeals.name ? drain : skip]),
  ) as unknown as Handlers<PonteCatalogue>;
  const runtime = await startRuntime({ backend, catalogue, runs, clock, logger, handlers });
  await runtime.ready();
  const beat = (): Promise<Date> =>
    saveHeartbeat(database.pool, { id: ID, version: '0.1.0', note: null });
  await beat();
  const beats = setInterval(() => void beat(), 2_000);
  return {
    ringer: createRinger({ backend, clock, logger }),
    heal: () => {
      isHealed = true;
    },
    close: async () => {
      clearInterval(beats);
      await runtime.close({ deadlineMs: 3_000 });
      await runs.close();
      await backend.close();
      await removeWorker(database.pool, ID);
    },
  };
}
