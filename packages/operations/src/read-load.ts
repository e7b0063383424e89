import { findCheckpoint } from '@ponte/db/checkpoints';
import { listPauses } from '@ponte/db/pauses';
import { listRuns, type RunRow } from '@ponte/db/runs';
import { listLiveWorkers } from '@ponte/db/workers';
import { loadDeals } from '@ponte/integrations/bitrix24-deals/jobs';
import type { LoadProgress } from '@ponte/integrations/bitrix24-deals/ports';
import { toShareDone } from '@ponte/integrations/bitrix24-deals/rules/load-progress';
import { queueOf } from '@ponte/jobs/define';
import { decideLoadWord } from './decide-load-word.ts';
import { estimateLoad, type LoadTurn } from './estimate-load.ts';
import type { LoadStatus } from './load-status.ts';
import type { OperationPorts } from './ports.ts';
import { toVirtual } from './to-virtual.ts';

const INTEGRATION = queueOf(loadDeals.name);
/** A turn takes a minute, so these are the last hours. */
const MOST_TURNS = 300;

/** The account's last load as people see it; undefined when there never was one. */
export async function readLoad(
  { database: { pool }, clock }: Pick<OperationPorts, 'database' | 'clock'>,
  account: string,
): Promise<LoadStatus | undefined> {
  const found = await findCheckpoint(pool, { integration: INTEGRATION, account, stream: 'load' });
  if (found === undefined) return undefined;
  // Written by this version's own type, which is plain JSON.
  const load = found.position as unknown as LoadProgress;
  const startedAt = new Date(load.startedAt);
  const [runs, pauses, workers] = await Promise.all([
    listRuns(pool, { job: loadDeals.name, since: startedAt, limit: MOST_TURNS }),
    listPauses(pool, clock.now()),
    listLiveWorkers(pool),
  ]);
  const own = runs.filter((run) => run.account === account);
  const savedAt = toVirtual(clock, found.updatedAt);
  const { word, why } = decideLoadWord({
    load,
    pause: pauses.find(({ integration }) => integration === INTEGRATION),
    liveWorkers: workers.length,
    lastRun: own[0],
  });
  const { read } = load.rows;
  const share = toShareDone(load);
  const estimate = estimateLoad({ read, share, savedAt, turns: own.map(toTurn) });
  return {
    ...{ id: load.id, account, position: load.state, word, why, startedAt },
    ...{ rows: load.rows, requests: load.requests, resumed: load.resumed },
    ...estimate,
    eta: load.state === 'running' ? estimate.eta : null,
    since: load.since === null ? null : new Date(load.since),
    share,
    runId: own[0]?.id ?? null,
    finishedAt: load.finishedAt === null ? null : new Date(load.finishedAt),
  };
}

function toTurn({ startedAt, finishedAt, nextAt, counts }: RunRow): LoadTurn {
  return { startedAt, finishedAt, nextAt, read: counts['read'] };
}
