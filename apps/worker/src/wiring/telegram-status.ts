import { listErrorGroups, listHeldTrouble } from '@ponte/db/error-groups';
import { countMessages } from '@ponte/db/messages-due';
import { listPauses } from '@ponte/db/pauses';
import type { CheckFact, HouseFacts } from '@ponte/integrations/alerts/rules/to-answer-parts';
import {
  askCheck,
  sayWell,
  vendorChecks,
  type VendorCheck,
} from '@ponte/operations/check-accounts';
import { reasonForTitle } from '@ponte/integrations/reasons';
import { readStatus } from '@ponte/operations/read-status';
import { maskText } from '@ponte/logging/mask';
import type { UpdateReaderOptions } from './telegram-updates.ts';

/** Real milliseconds that somebody who asks is kept waiting for the vendors' answers. */
const ANSWER_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 100;

/** How the house stands by its rows, and how its vendors answer at this moment. */
export async function readHouse(
  options: UpdateReaderOptions,
  signal: AbortSignal,
): Promise<HouseFacts> {
  const { account, clock, companyZone, database, ports } = options;
  const { pool } = database;
  const checks = await checkVendors(options, signal);
  const now = clock.now();
  const [status, pauses, groups, held, messages] = await Promise.all([
    readStatus(ports),
    listPauses(pool, now),
    listErrorGroups(pool, { account, closedAfter: now }),
    listHeldTrouble(pool, { now, except: ['alerts'] }),
    countMessages(pool, account),
  ]);
  const runs = groups.filter(({ source, closedAt }) => source === 'run' && closedAt === null);
  const troubles = [...runs, ...held].map((one) => ({
    ...one,
    reason: reasonForTitle(one.reason),
  }));
  return {
    ...{ now, zone: companyZone, checks, pauses, troubles },
    integrations: status.integrations.map(({ slug, freshAsOf }) => ({ slug, freshAsOf })),
    unknown: messages.unknown ?? 0,
  };
}

async function checkVendors(
  options: UpdateReaderOptions,
  signal: AbortSignal,
): Promise<CheckFact[]> {
  const own = vendorChecks.filter(({ vendor }) =>
    options.vendorAccounts.includes(`${vendor}:${options.account}`),
  );
  const facts = await Promise.all(own.map((check) => checkOne(options, check, signal)));
  return facts.filter((fact) => fact !== undefined);
}

/** Nothing is said of a paused vendor: its pause says enough. */
async function checkOne(
  { account, clock, ports }: UpdateReaderOptions,
  check: VendorCheck,
  signal: AbortSignal,
): Promise<CheckFact | undefined> {
  const { name: vendor } = check;
  const until = performance.now() + ANSWER_WITHIN_MS;
  const asked = await askCheck(ports, check, account);
  if (asked.state === 'paused') return undefined;
  while (performance.now() < until) {
    const run = await asked.find();
    if (run !== undefined && run.state !== 'running') {
      const well = sayWell(run);
      const text = maskText(well ?? run.message ?? run.reason ?? 'failed');
      return { vendor, text, state: well === undefined ? 'problem' : 'ok' };
    }
    await clock.sleep(LOOK_EVERY_MS * clock.scale, signal);
  }
  return { vendor, state: 'silent', text: `no answer within ${ANSWER_WITHIN_MS / 1_000} s` };
}
