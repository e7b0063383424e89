import { GEO_DEFAULT_URLS } from '@ponte/connectors/geo/env';
import { openDesk, type Desk } from '../desk.ts';
import type { Screen } from '../output/screen.ts';
import type { Shell } from '../shell.ts';
import { readVersion } from '../version.ts';
import { checkDatabase } from './check-database.ts';
import { checkEnvironment, checkMachine } from './check-machine.ts';
import { checkPublicUrl } from './check-public-url.ts';
import { checkQueue } from './check-queue.ts';
import { checkEncryptionKey, checkWork } from './check-rows.ts';
import { checkVendors, checkVendorSettings } from './check-vendors.ts';
import { skipped, type Check } from './check.ts';
import { toExitCode, type Report } from './report.ts';

export interface ExamineOptions {
  asksVendors: boolean;
  vendorTimeoutMs: number;
}

/** Looks at everything it can reach; one thing that is wrong does not hide the others. */
export async function examine(
  shell: Shell,
  screen: Screen,
  options: ExamineOptions,
): Promise<Report> {
  const { base } = shell.env;
  const checks = [
    ...(await checkMachine()),
    ...checkEnvironment(shell.env),
    ...(base === undefined
      ? [skipped('postgresql', 'not looked at before the environment is complete')]
      : [checkPublicUrl(base), ...(await examineStores(shell, screen, options))]),
    ...checkVendorSettings(shell.env),
  ];
  const exitCode = toExitCode(checks);
  return {
    isWell: !checks.some(({ state }) => state === 'problem'),
    exitCode,
    version: readVersion(),
    at: new Date(),
    zone: base?.timeZone ?? 'UTC',
    checks,
  };
}

async function examineStores(
  shell: Shell,
  screen: Screen,
  options: ExamineOptions,
): Promise<Check[]> {
  const desk = openDeskAnyway(shell, screen);
  if (desk === undefined) return [];
  try {
    const { checks, hasTables } = await checkDatabase(desk.database);
    const queue = await checkQueue(desk, hasTables);
    if (!hasTables) {
      return [...checks, ...queue, skipped('work', 'not looked at before PostgreSQL is right')];
    }
    // Asked first: an account that answers now overtakes the failure of an earlier check.
    const vendors = await examineVendors(desk, shell, options);
    const rows = [...(await checkEncryptionKey(desk)), ...(await checkWork(desk))];
    return [...checks, ...queue, ...rows, ...vendors];
  } finally {
    await desk.close();
  }
}

async function examineVendors(
  desk: Desk,
  { env }: Shell,
  { asksVendors, vendorTimeoutMs }: ExamineOptions,
): Promise<Check[]> {
  if (!asksVendors) return [skipped('vendors', 'not asked, as told')];
  if (env.worker === undefined) {
    return [skipped('vendors', 'not asked before the environment is complete')];
  }
  return checkVendors(desk, vendorTimeoutMs);
}

/** A wrong part of the environment must not keep the stores from being looked at. */
function openDeskAnyway({ env, signal }: Shell, screen: Screen): Desk | undefined {
  if (env.base === undefined) return undefined;
  const worker = env.worker ?? {
    ...env.base,
    bitrix24: { enabled: false as const },
    telegram: { enabled: false as const },
    onec: { enabled: false as const },
    ...{ isales: { enabled: false as const }, fieldcontrol: { enabled: false as const } },
    geo: { ...toGeoUrls(), mapsUrl: undefined, contactEmail: undefined },
    ...{ stockTime: { hour: 0, minute: 0 }, onecZone: 'Asia/Almaty' },
    concurrency: 1,
  };
  const { stdin, stderr } = process;
  return openDesk({ env: worker, screen, signal, stdin, stderr, isVerbose: false });
}

function toGeoUrls() {
  const { viacep, brasilapi, nominatim } = GEO_DEFAULT_URLS;
  return { viacepUrl: viacep, brasilapiUrl: brasilapi, nominatimUrl: nominatim };
}
