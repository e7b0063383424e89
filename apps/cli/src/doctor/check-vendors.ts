import { findPause } from '@ponte/db/pauses';
import type { RunRow } from '@ponte/db/runs';
import { checkAccount } from '@ponte/integrations/bitrix24-deals/jobs';
import { nextStepFor } from '@ponte/integrations/reasons';
import { queueOf } from '@ponte/jobs/define';
import type { CliEnv } from '../env.ts';
import type { Desk } from '../desk.ts';
import { EXIT } from '../exit-codes.ts';
import { toFailure } from '../to-failure.ts';
import { awaitUntil } from '../waits/await-until.ts';
import { sayWhoIsAtWork } from '../waits/say-who-is-at-work.ts';
import { hasEnded, watchRuns } from '@ponte/operations/watch-runs';
import { ok, problem, skipped, warning, type Check } from './check.ts';

const AREA = 'bitrix24:default';
const JOB = checkAccount.name;

/** What the configuration says of each vendor account, without asking it. */
export function checkVendorSettings({ worker, takesBitrix24Events }: CliEnv): Check[] {
  if (worker === undefined || !worker.bitrix24.enabled) return [];
  return takesBitrix24Events
    ? []
    : [
        warning(
          AREA,
          'events of the portal are not taken',
          'Set BITRIX24_DOMAIN and BITRIX24_APPLICATION_TOKEN.',
        ),
      ];
}

/**
 * Asks each configured vendor account, through a worker: only a worker calls vendors, because its
 * limits hold for the account as a whole.
 */
export async function checkVendors(desk: Desk, timeoutMs: number): Promise<Check[]> {
  const { env, database, clock, ports } = desk;
  if (!env.bitrix24.enabled) {
    return [skipped(AREA, 'not configured: BITRIX24_WEBHOOK_URL is not set here')];
  }
  const pause = await findPause(database.pool, queueOf(JOB), clock.now());
  if (pause !== undefined) {
    return [skipped(AREA, `not asked: ${queueOf(JOB)} is paused (${pause.reason})`)];
  }
  const watch = await watchRuns(database.pool, { job: JOB });
  try {
    await ports.ringer.ring(checkAccount, { account: 'default' });
  } catch (thrown) {
    const { message, exitCode } = toFailure(thrown, 'DATABASE_URL');
    return [problem(AREA, `not asked: ${message}`, { exitCode })];
  }
  const ended = await awaitUntil(desk, {
    text: `Asking ${AREA}`,
    timeoutMs,
    look: async () => (await watch.listNew()).find(hasEnded),
  });
  if (ended !== undefined) return [toCheck(ended)];
  const [latest] = await watch.listNew();
  return [await toUnfinished(desk, latest)];
}

function toCheck(run: RunRow): Check {
  const reason = run.reason ?? run.errorKind;
  if (run.state !== 'done') {
    const text = `${run.message ?? run.state} (run ${run.id})`;
    return problem(AREA, text, { next: nextStepFor(reason), exitCode: EXIT.network });
  }
  if ((run.counts['problems'] ?? 0) > 0) return problem(AREA, run.message ?? 'has problems');
  return ok(AREA, `answers; ${run.counts['scopes'] ?? 0} scopes work, ${run.ms ?? 0} ms`);
}

async function toUnfinished(desk: Desk, run: RunRow | undefined): Promise<Check> {
  const who = await sayWhoIsAtWork(desk);
  if (run?.message == null) {
    const text = `no worker took the check in time. ${who}`;
    return problem(AREA, text, { next: 'Look at that worker’s log.', exitCode: EXIT.timedOut });
  }
  const next = nextStepFor(run.reason ?? run.errorKind);
  return problem(AREA, `${run.message} (tried again and again)`, { next, exitCode: EXIT.network });
}
