import type { Sql } from '@ponte/db/client';
import type { HeldRow } from '@ponte/db/held';
import { approveZeroing, STOCK_KIND } from '@ponte/db/stock-approvals';

/**
 * Letting go a stock run that asked about cards allows it to set just those to zero. Other stock
 * holds are only tried again: their release allows nothing.
 */
export async function noteReleasedStock(sql: Sql, released: readonly HeldRow[]): Promise<void> {
  const holds = released.filter(({ kind }) => kind === STOCK_KIND);
  for (const [account, ofAccount] of Map.groupBy(holds, (hold) => hold.account)) {
    await approveZeroing(sql, { account, holds: ofAccount });
  }
}
