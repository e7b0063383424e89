import { recordAudit } from '@ponte/db/audit';
import { inTransaction } from '@ponte/db/client';
import { findPause, pauseIntegration } from '@ponte/db/pauses';
import type { Logger } from '@ponte/logging';
import type { OperationPorts } from './ports.ts';

/** The run that met a vendor which has taken our access away. */
export interface RevokedRun {
  readonly integration: string;
  readonly job: string;
  readonly message: string | null;
}

/**
 * Pauses the integration by Ponte's own hand, so that nobody hammers at a closed door: events are
 * still taken. A pause that a person has set stays as it is. Never rejects: the run is recorded
 * as failed anyway.
 */
export async function pauseRevoked(
  { database, clock, logger }: Pick<OperationPorts, 'database' | 'clock'> & { logger: Logger },
  { integration, job, message }: RevokedRun,
): Promise<void> {
  const by = 'ponte';
  const reason = `auth_revoked: ${message ?? 'the vendor refuses our credentials'}`;
  try {
    await inTransaction(database.pool, async (sql) => {
      if ((await findPause(sql, integration, clock.now())) !== undefined) return;
      await pauseIntegration(sql, { integration, reason, by, since: clock.now() });
      const object = `integration:${integration}`;
      await recordAudit(sql, { actor: by, action: 'integration.paused', object, reason });
    });
    logger.error({ integration, job, reason: 'auth_revoked' }, 'integration.paused');
  } catch (err) {
    logger.error({ integration, job, err }, 'integration.pause-failed');
  }
}
