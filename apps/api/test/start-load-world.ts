import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createDayClock } from '@ponte/clock/testing';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { listLiveWorkers } from '@ponte/db/workers';
import { startBitrix24Fake } from '@ponte/fakes/start';
import { bareEnv, endChild, endWithUs } from '@ponte/servers/child-process';
import { eventually, startTestApi, type TestApi } from './start-test-api.ts';

/** Api, worker and portal around one database, in a time that runs faster. */
export interface LoadWorld {
  readonly database: TestDatabase;
  readonly api: TestApi;
  /** Does something in the portal. */
  act(verb: string, fields?: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** From now on every answer of these faults; none: the portal is well. */
  faults(...faults: readonly Record<string, unknown>[]): Promise<void>;
  startWorker(): Promise<void>;
  end(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('../../worker/src/main.ts', import.meta.url));

const ZONE = 'America/Sao_Paulo';

export async function startLoadWorld(options: {
  postgresUrl: string;
  deals: number;
  env?: Record<string, string>;
}): Promise<LoadWorld> {
  const database = await openMigratedDatabase(options.postgresUrl);
  const { scale, originMs } = createDayClock({ scale: 20, zone: ZONE });
  const scenario = { deals: options.deals };
  const portal = await startBitrix24Fake({ seed: 1, time: { scale, originMs }, scenario });
  const env = {
    ...{ PONTE_TIME_SCALE: String(scale), PONTE_TIME_ORIGIN: String(originMs) },
    COMPANY_TIME_ZONE: ZONE,
    ...{ BITRIX24_DOMAIN: portal.domain, BITRIX24_APPLICATION_TOKEN: portal.applicationToken },
    ...options.env,
  };
  const api = await startTestApi(database.url, { env });
  const workers: ChildProcess[] = [];
  const control = async (path: string, body: unknown): Promise<Record<string, unknown>> => {
    const answer = await fetch(portal.control + path, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  };
  return {
    ...{ database, api },
    act: (verb, fields = {}) => control('/act', { do: verb, ...fields }),
    faults: async (...faults) => void (await control('/faults', faults)),
    startWorker: async () => {
      const address = { DATABASE_URL: database.url, BITRIX24_WEBHOOK_URL: portal.webhookUrl };
      const child = spawn(process.execPath, [MAIN], {
        env: { ...bareEnv(process.env), LOG_LEVEL: 'fatal', ...env, ...address },
        stdio: 'ignore',
      });
      endWithUs(child, 'SIGKILL');
      workers.push(child);
      const died = once(child, 'exit').then(([code, signal]) => {
        throw new Error(`The worker ended with ${String(code ?? signal)} before it lived.`);
      });
      const lives = eventually(async () => (await listLiveWorkers(database.pool)).length > 0);
      await Promise.race([lives, died]);
    },
    end: async () => {
      await Promise.all(workers.map((child) => endChild(child, 'SIGTERM')));
      await api.close();
      await portal.stop();
      await database.remove();
    },
  };
}
