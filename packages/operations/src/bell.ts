import type { Ringer } from '@ponte/jobs/ring';
import type { AccountJob } from './flows.ts';

/** A job to ring for an account. */
export interface Bell {
  readonly job: AccountJob;
  readonly account: string;
}

/**
 * Rings each job and account once. Gives the number of rings that did not reach the queue: their
 * rows are safe and the sweep rings them later, so this never rejects.
 */
export async function ringAll(
  ringer: Pick<Ringer, 'ring'>,
  bells: readonly Bell[],
  options: { mayWake?: boolean } = {},
): Promise<{ missed: number }> {
  const distinct = new Map(bells.map((bell) => [`${bell.job.name}/${bell.account}`, bell]));
  const rings = [...distinct.values()].map(({ job, account }) =>
    ringer.ring(job, { account }, options),
  );
  const ends = await Promise.allSettled(rings);
  return { missed: ends.filter(({ status }) => status === 'rejected').length };
}
