import type { RunRow } from '@ponte/db/runs';
import { nextStepFor } from '@ponte/integrations/reasons';
import { queueOf } from '@ponte/jobs/define';
import {
  askCheck,
  sayWell,
  vendorChecks,
  type AskedCheck,
  type VendorCheck,
} from '@ponte/operations/check-accounts';
import { hasEnded } from '@ponte/operations/watch-runs';
import type { CliEnv } from '../env.ts';
import type { Desk } from '../desk.ts';
import { EXIT } from '../exit-codes.ts';
import { toFailure } from '../to-failure.ts';
import { awaitUntil } from '../waits/await-until.ts';
import { sayWhoIsAtWork } from '../waits/say-who-is-at-work.ts';
import { ok, problem, skipped, warning, type Check } from './check.ts';

const ACCOUNT = 'default';
/** What must be set for a vendor to be asked. */
const VARIABLES: Readonly<Record<VendorCheck['vendor'], string>> = {
  bitrix24: 'BITRIX24_WEBHOOK_URL',
  onec: 'ONEC_BASE_URL',
  isales: 'ISALES_API_TOKEN',
  fieldcontrol: 'FIELDCONTROL_API_KEY',
  telegram: 'TELEGRAM_BOT_TOKEN',
};

/** What the configuration says of each vendor account, without asking it. */
export function checkVendorSettings({ worker, takesBitrix24Events }: CliEnv): Check[] {
  if (worker === undefined || !worker.bitrix24.enabled) return [];
  return takesBitrix24Events
    ? []
    : [
        warning(
          toArea('bitrix24'),
          'events of the portal are not taken',
          'Set BITRIX24_DOMAIN and BITRIX24_APPLICATION_TOKEN.',
        ),
      ];
}

/**
 * Asks each configured vendor account, all at the same time and through a worker: only a worker
 * calls vendors, because its limits hold for the account as a whole.
 */
export async function checkVendors(desk: Desk, timeoutMs: number): Promise<Check[]> {
  const asked = await Promise.all(vendorChecks.map((check) => ask(desk, check)));
  const open = asked.filter((one) => 'find' in one);
  if (open.length > 0) {
    await awaitUntil(desk, {
      text: `Asking ${open.map(({ area }) => area).join(', ')}`,
      timeoutMs,
      look: async () => {
        const runs = await Promise.all(open.map(({ find }) => find()));
        return runs.every((run) => run !== undefined && hasEnded(run)) ? true : undefined;
      },
    });
  }
  return Promise.all(
    asked.map(async (one) => ('find' in one ? await toCheck(desk, one) : one.check)),
  );
}

interface Open {
  readonly area: string;
  readonly find: Extract<AskedCheck, { state: 'asked' }>['find'];
}

async function ask(desk: Desk, check: VendorCheck): Promise<Open | { readonly check: Check }> {
  const { vendor, job } = check;
  const area = toArea(vendor);
  if (!desk.env[vendor].enabled) {
    return { check: skipped(area, `not configured: ${VARIABLES[vendor]} is not set here`) };
  }
  try {
    const asked = await askCheck(desk.ports, check, ACCOUNT);
    if (asked.state === 'asked') return { area, find: asked.find };
    return {
      check: skipped(area, `not asked: ${queueOf(job.name)} is paused (${asked.reason})`),
    };
  } catch (thrown) {
    const { message, exitCode } = toFailure(thrown, 'DATABASE_URL');
    return { check: problem(area, `not asked: ${message}`, { exitCode }) };
  }
}

async function toCheck(desk: Desk, { area, find }: Open): Promise<Check> {
  const run = await find();
  if (run === undefined || !hasEnded(run)) return toUnfinished(desk, area, run);
  const well = sayWell(run);
  if (well !== undefined) return ok(area, `${well}; ${run.ms ?? 0} ms`);
  // It answered: what is missing is not the way to it.
  if (run.state === 'done') return problem(area, run.message ?? 'has problems');
  const text = `${run.message ?? run.state} (run ${run.id})`;
  const next = nextStepFor(run.reason ?? run.errorKind);
  return problem(area, text, { next, exitCode: EXIT.network });
}

async function toUnfinished(desk: Desk, area: string, run: RunRow | undefined): Promise<Check> {
  const who = await sayWhoIsAtWork(desk);
  if (run?.message == null) {
    const text = `no worker took the check in time. ${who}`;
    return problem(area, text, { next: 'Look at that worker’s log.', exitCode: EXIT.timedOut });
  }
  const next = nextStepFor(run.reason ?? run.errorKind);
  return problem(area, `${run.message} (tried again and again)`, { next, exitCode: EXIT.network });
}

function toArea(vendor: VendorCheck['vendor']): string {
  return `${vendor}:${ACCOUNT}`;
}
