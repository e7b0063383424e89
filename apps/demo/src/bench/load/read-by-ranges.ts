import type { Bitrix24Client } from '@ponte/connectors/bitrix24';
import {
  IN_FLIGHT,
  learn,
  planRanges,
  takeRanges,
  type IdRange,
} from '@ponte/integrations/bitrix24-deals/rules/plan-ranges';
import {
  toBatchOutcome,
  toDealRange,
} from '@ponte/integrations/bitrix24-deals/rules/to-batch-outcome';
import type { Take } from './reading.ts';

/** Reads all deals by the plan of a load, without its database. */
export async function readByRanges(client: Bitrix24Client, take: Take): Promise<void> {
  const bounds = await client.findDealIdBounds();
  if (bounds === undefined) return;
  let plan = planRanges(Number(bounds.first), Number(bounds.last));
  let wantsMore = true;
  const flying = new Map<readonly IdRange[], Promise<void>>();
  const read = async (asked: readonly IdRange[]): Promise<void> => {
    const reading = await client.readDealRanges(asked.map(toDealRange));
    for (const { deals, failure } of reading.ranges) {
      if (failure !== undefined) throw failure;
      wantsMore = take(deals) && wantsMore;
    }
    plan = learn(plan, toBatchOutcome(reading));
    flying.delete(asked);
  };
  for (;;) {
    const mayAsk = wantsMore && flying.size < IN_FLIGHT;
    const asked = mayAsk ? takeRanges(plan, [...flying.keys()].flat()) : [];
    if (asked.length > 0) flying.set(asked, read(asked));
    else if (flying.size === 0) return;
    else await Promise.race(flying.values());
  }
}
