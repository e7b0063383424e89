import { recordAudit } from '@ponte/db/audit';
import { inTransaction } from '@ponte/db/client';
import {
  listPauses,
  pauseIntegration as savePause,
  resumeIntegration as endPause,
} from '@ponte/db/pauses';
import { integrationSlugs } from '@ponte/integrations/catalogue';
import { ringAll } from './bell.ts';
import { findFlow } from './flows.ts';
import { findLoad } from './loads.ts';
import { OperationRefused, type Actor, type OperationPorts } from './ports.ts';

export interface PauseRequest {
  readonly integration: string;
  /** Why: the next person reads it. */
  readonly reason: string;
  /** When it ends by itself; virtual time. */
  readonly until?: Date | undefined;
}

/**
 * Lets an integration rest: events are still taken and stored, nothing is worked on. The workers
 * follow the row within two seconds.
 */
export async function pauseIntegration(
  { database, clock }: Pick<OperationPorts, 'database' | 'clock'>,
  { integration, reason, until }: PauseRequest,
  { by }: Actor,
): Promise<void> {
  assertKnown(integration);
  const since = clock.now();
  if (until !== undefined && until <= since) {
    throw new OperationRefused('bad-request', 'The end of the pause must lie in the future.');
  }
  await inTransaction(database.pool, async (sql) => {
    await savePause(sql, { integration, reason, by, since, ...(until ? { until } : {}) });
    const after = { until: until?.toISOString() ?? null };
    const object = `integration:${integration}`;
    await recordAudit(sql, { actor: by, action: 'integration.paused', object, after, reason });
  });
}

/** Ends a pause and rings what has gathered meanwhile. Refused when the integration is not paused. */
export async function resumeIntegration(
  { database, ringer }: OperationPorts,
  { integration }: { integration: string },
  { by, reason }: Actor,
): Promise<void> {
  assertKnown(integration);
  await inTransaction(database.pool, async (sql) => {
    if (!(await endPause(sql, integration))) {
      throw new OperationRefused('conflict', `${integration} is not paused.`);
    }
    const object = `integration:${integration}`;
    await recordAudit(sql, {
      ...{ actor: by, action: 'integration.resumed', object },
      reason: reason ?? null,
    });
  });
  const flow = findFlow(integration);
  if (flow === undefined) return;
  const account = 'default';
  const load = await findLoad({ database }, account);
  await ringAll(ringer, [
    { job: flow.absorb, account },
    { job: flow.drain, account },
    ...(flow.load !== undefined && load?.state === 'running' ? [{ job: flow.load, account }] : []),
  ]);
}

/** The slugs that are paused at this moment. */
export async function listPausedSlugs({
  database,
  clock,
}: Pick<OperationPorts, 'database' | 'clock'>): Promise<ReadonlySet<string>> {
  const pauses = await listPauses(database.pool, clock.now());
  return new Set(pauses.map(({ integration }) => integration));
}

function assertKnown(integration: string): void {
  const slugs: readonly string[] = integrationSlugs;
  if (slugs.includes(integration)) return;
  throw new OperationRefused(
    'not-found',
    `There is no integration "${integration}". There are: ${slugs.join(', ')}.`,
  );
}
