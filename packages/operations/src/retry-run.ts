import { recordAudit } from '@ponte/db/audit';
import { findRun, type RunRow } from '@ponte/db/runs';
import { catalogue } from '@ponte/integrations/catalogue';
import { queueOf, type JobSpec, type JsonObject } from '@ponte/jobs/define';
import { retryFailed } from '@ponte/jobs/queues';
import { OperationRefused, type Actor, type OperationPorts } from './ports.ts';

/**
 * Runs the job of a run once more: a failed one with fresh attempts, a waiting one now instead of
 * later. Refused for runs that ended well or still run. Rejects when the queue is out of reach.
 */
export async function retryRun(
  ports: OperationPorts,
  { id }: { id: string },
  actor: Actor,
): Promise<RunRow> {
  const run = await findRun(ports.database.pool, id);
  if (run === undefined) {
    throw new OperationRefused(
      'not-found',
      `There is no run ${id}. List the runs to see their ids.`,
    );
  }
  if (run.state !== 'failed' && run.state !== 'waiting') {
    throw new OperationRefused(
      'conflict',
      `The run is ${run.state}: only failed and waiting runs can be tried again.`,
    );
  }
  await ringAgain(ports, run);
  await recordAudit(ports.database.pool, {
    ...{ actor: actor.by, action: 'run.retried', object: `run:${id}` },
    ...{ after: { job: run.job, state: run.state }, reason: actor.reason ?? null },
  });
  return run;
}

async function ringAgain({ backend, ringer }: OperationPorts, run: RunRow): Promise<void> {
  if (run.state === 'failed' && run.queueJobId !== null) {
    const retried = await retryFailed(backend, queueOf(run.job), run.queueJobId);
    if (retried !== undefined) return;
  }
  // Looked up by a name that came out of a row, so its payload's type is known to the schema only.
  const specs = catalogue as unknown as readonly JobSpec[];
  const spec = specs.find(({ name }) => name === run.job);
  if (spec === undefined) {
    throw new OperationRefused('conflict', `This version has no job ${run.job} any more.`);
  }
  // The row holds what the queue once accepted; the ring checks it against the schema again.
  await ringer.ring(spec, run.payload as JsonObject);
}
