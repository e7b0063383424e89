import { createClock } from '@ponte/clock';
import { openDatabase, type Database } from '@ponte/db/client';
import { enqueueNotice } from '@ponte/db/notices';
import { deliverNotices, watchTrouble } from '@ponte/integrations/alerts/jobs';
import { reconcileDeals } from '@ponte/integrations/bitrix24-deals/jobs';
import { pollBoard } from '@ponte/integrations/isales-fieldcontrol/jobs';
import { readCards, syncStock } from '@ponte/integrations/onec-bitrix24/jobs';
import { toShareDone } from '@ponte/integrations/bitrix24-deals/rules/load-progress';
import { openBackend } from '@ponte/jobs/backend';
import { createRinger } from '@ponte/jobs/ring';
import { COMMAND_PATIENCE_MS } from '@ponte/jobs/unreachable';
import { createLogger } from '@ponte/logging';
import { findLoad, startLoad } from '@ponte/operations/loads';

/** The operator's desk of the demo: what a person would press, and how far it is. */
export interface Desk {
  readonly database: Database;
  startLoad(): Promise<void>;
  /** From 0 to 1, and whether it is over. */
  readLoad(): Promise<{ share: number; rows: number; isDone: boolean }>;
  startComparison(): Promise<void>;
  /** Has both catalogues read. */
  readCards(): Promise<void>;
  /** Has the night's stock done now. */
  syncStock(): Promise<void>;
  /** Has the board of iSales read now. */
  pollBoard(): Promise<void>;
  /** Runs of a job that have come to their end. */
  countEnded(job: string): Promise<number>;
  /** Notes what people are to be told, and rings. */
  tellPeople(notices: readonly { key: string; title: string }[]): Promise<void>;
  /** Has alerts look at the rows now instead of at the next minute. */
  lookForTrouble(): Promise<void>;
  close(): Promise<void>;
}

const ACCOUNT = 'default';

/** Opens the desk on the demo's database; close it before the database stops. */
export function openDesk(databaseUrl: string): Desk {
  const clock = createClock();
  const logger = createLogger({ service: 'demo', level: 'silent' });
  const database = openDatabase({ url: databaseUrl, applicationName: 'demo', poolSize: 3 });
  const backend = openBackend({
    ...{ databaseUrl, clock, logger, role: 'producer' },
    patienceMs: COMMAND_PATIENCE_MS,
  });
  const ringer = createRinger({ backend, clock, logger });
  return {
    database,
    startLoad: async () => {
      const ports = { database, ringer, backend, clock };
      await startLoad(ports, { account: ACCOUNT, since: null }, { by: 'demo' });
    },
    readLoad: async () => {
      const load = await findLoad({ database }, ACCOUNT);
      if (load === undefined) return { share: 0, rows: 0, isDone: false };
      return { share: toShareDone(load), rows: load.rows.read, isDone: load.state === 'done' };
    },
    readCards: async () => void (await ringer.ring(readCards, { account: ACCOUNT })),
    syncStock: async () => void (await ringer.ring(syncStock, { account: ACCOUNT })),
    pollBoard: async () => void (await ringer.ring(pollBoard, { account: ACCOUNT })),
    countEnded: async (job) => {
      const { rows } = await database.pool.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM run WHERE job = $1 AND state IN ('done', 'held')`,
        [job],
      );
      return rows[0]?.count ?? 0;
    },
    startComparison: async () => void (await ringer.ring(reconcileDeals, { account: ACCOUNT })),
    tellPeople: async (notices) => {
      const what = { account: ACCOUNT, integration: 'alerts', kind: 'notice' } as const;
      for (const { key, title } of notices) {
        await enqueueNotice(database.pool, { ...what, key, parts: { title }, now: clock.now() });
      }
      await ringer.ring(deliverNotices, { account: ACCOUNT });
    },
    lookForTrouble: async () => void (await ringer.ring(watchTrouble, { account: ACCOUNT })),
    close: async () => {
      await ringer.close();
      await backend.close();
      await database.close();
    },
  };
}
