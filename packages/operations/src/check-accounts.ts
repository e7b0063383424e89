import { findPause } from '@ponte/db/pauses';
import type { RunRow } from '@ponte/db/runs';
import { checkBot } from '@ponte/integrations/alerts/jobs';
import { checkAccount } from '@ponte/integrations/bitrix24-deals/jobs';
import { checkFieldcontrol, checkIsales } from '@ponte/integrations/isales-fieldcontrol/jobs';
import { checkBase } from '@ponte/integrations/onec-bitrix24/jobs';
import { queueOf } from '@ponte/jobs/define';
import type { AccountJob } from './flows.ts';
import type { OperationPorts } from './ports.ts';
import { watchRuns } from './watch-runs.ts';

/** A vendor whose account can be tried out, and the job that does it. */
export interface VendorCheck {
  readonly vendor: 'bitrix24' | 'onec' | 'isales' | 'fieldcontrol' | 'telegram';
  /** As people call it. */
  readonly name: string;
  readonly job: AccountJob;
}

/** Every check, in the order in which people read them. */
export const vendorChecks: readonly VendorCheck[] = [
  { vendor: 'bitrix24', name: 'Bitrix24', job: checkAccount },
  { vendor: 'onec', name: '1C', job: checkBase },
  { vendor: 'isales', name: 'iSales', job: checkIsales },
  { vendor: 'fieldcontrol', name: 'FieldControl', job: checkFieldcontrol },
  { vendor: 'telegram', name: 'Telegram', job: checkBot },
];

export type AskedCheck =
  /** Not asked: nobody would work on it. */
  | { readonly state: 'paused'; readonly reason: string }
  | {
      readonly state: 'asked';
      /** The run that looked at the account; undefined as long as no worker has taken it. */
      find(): Promise<RunRow | undefined>;
    };

/**
 * Has a worker try a vendor account out: only a worker calls vendors, because its limits hold for
 * the account as a whole. Rejects when the queue is out of reach.
 */
export async function askCheck(
  { database, ringer, clock }: Pick<OperationPorts, 'database' | 'ringer' | 'clock'>,
  { job }: VendorCheck,
  account: string,
): Promise<AskedCheck> {
  const pause = await findPause(database.pool, queueOf(job.name), clock.now());
  if (pause !== undefined) return { state: 'paused', reason: pause.reason };
  const watch = await watchRuns(database.pool, { job: job.name });
  await ringer.ring(job, { account });
  return { state: 'asked', find: async () => (await watch.listNew())[0] };
}

/**
 * `answers; 24 sets work`, `answers; The board shows 12 cards.`; undefined when something is missing
 * or failed: a check that counts problems names them in its message.
 */
export function sayWell({ state, counts, message }: RunRow): string | undefined {
  if (state !== 'done' || (counts['problems'] ?? 0) > 0) return undefined;
  const figures = ['scopes', 'sets'].flatMap((what) => {
    const count = counts[what];
    return count === undefined ? [] : [`${count} ${what} work`];
  });
  return ['answers', ...figures, ...(message === null ? [] : [message])].join('; ');
}
