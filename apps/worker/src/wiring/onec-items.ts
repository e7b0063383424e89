import type { Clock } from '@ponte/clock';
import type { OnecClient } from '@ponte/connectors/onec';
import type { Product } from '@ponte/connectors/onec/model';
import type { InvoicePorts } from '@ponte/integrations/onec-bitrix24/invoice/ports';
import { createKeptReads } from './kept-reads.ts';
import type { MappingDoor } from './onec-mapping.ts';

/** Virtual milliseconds: items change by the hour, and one that is missing may be there in a minute. */
const FRESH_MS = 60 * 60_000;
const MISSING_FRESH_MS = 60_000;

export interface ItemsWorld {
  readonly mapping: MappingDoor;
  readonly clock: Clock;
  onec(account: string): OnecClient;
}

interface Items {
  readonly byRef: ReadonlyMap<string, Product>;
  readonly byCode: ReadonlyMap<string, Product>;
}

/** The items that cards are linked to; all of a base are read at once and kept for a while. */
export function createFindItems(world: ItemsWorld): InvoicePorts['findItems'] {
  const { clock, mapping, onec } = world;
  const kept = createKeptReads(clock);
  return async (account, productIds, signal) => {
    const linked = await mapping.listMapped(account, productIds);
    if (linked.length === 0) return { items: new Map(), unknownCodes: new Map() };
    const readNow = () => readItems(onec(account), signal);
    const find = ({ byRef, byCode }: Items, one: (typeof linked)[number]): Product | undefined =>
      (one.onecRefKey === null ? undefined : byRef.get(one.onecRefKey)) ??
      byCode.get(one.onecProductCode);
    let all = await kept.read(account, FRESH_MS, readNow);
    if (linked.some((one) => find(all, one) === undefined)) {
      all = await kept.read(account, MISSING_FRESH_MS, readNow);
    }
    const items = new Map<string, Product>();
    const unknownCodes = new Map<string, string>();
    for (const one of linked) {
      const item = find(all, one);
      if (item === undefined) unknownCodes.set(one.bitrix24ProductId, one.onecProductCode);
      else items.set(one.bitrix24ProductId, item);
    }
    return { items, unknownCodes };
  };
}

async function readItems(onec: OnecClient, signal: AbortSignal): Promise<Items> {
  const all: Product[] = [];
  for await (const { products } of onec.listProducts({ signal })) all.push(...products);
  return {
    byRef: new Map(all.map((item) => [item.ref, item])),
    // A code that several items carry names none of them.
    byCode: new Map(
      [...Map.groupBy(all, ({ code }) => code)].flatMap(([code, [item, ...others]]) =>
        item === undefined || others.length > 0 ? [] : [[code, item] as const],
      ),
    ),
  };
}
