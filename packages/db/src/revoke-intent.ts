import type { Sql } from './client.ts';
import type { IntentKey } from './intents.ts';

/**
 * Records that an effect which was there is proven to be gone, so that `resendIntent` may open the
 * intent once more. False when it was not there, or belongs to a later tenure of the lease.
 */
export async function revokeIntent(
  sql: Sql,
  revoking: IntentKey & { attempt: number; fence: string; now: Date },
): Promise<boolean> {
  const { account, operation, reference, attempt, fence, now } = revoking;
  const { rowCount } = await sql.query(
    `UPDATE write_intent SET state = 'refused', fence = $5, settled_at = $6
      WHERE account = $1 AND operation = $2 AND reference = $3
        AND attempt = $4 AND fence <= $5 AND state = 'applied'`,
    [account, operation, reference, attempt, fence, now],
  );
  return rowCount === 1;
}
