import type { Json, JsonObject } from '../../json.ts';
import type { DealField, StoredValue } from '../contents/deal-field.ts';
import { isFileValue } from '../contents/deal-field.ts';
import { breakDeal } from '../memory/breakage.ts';
import type { DealStore } from '../memory/deal-store.ts';
import { toWireTime } from './dates.ts';

/** Which method the deal is written for: unset single user fields differ. */
export type DealRoute = 'get' | 'list';

export interface WireDealOptions {
  readonly fields: readonly DealField[];
  readonly route: DealRoute;
  readonly offsetMinutes: number;
}

/** Writes one deal as crm.deal.get or crm.deal.list does: all scalars are texts. */
export function toWireDeal(store: DealStore, id: number, options: WireDealOptions): Json {
  return breakDeal(toSoundDeal(store, id, options), store.breakages.get(id));
}

/** The same without the breakages that a test asked for. */
export function toSoundDeal(store: DealStore, id: number, options: WireDealOptions): JsonObject {
  const deal: Record<string, Json> = {};
  const read = store.open(id);
  for (const field of options.fields) {
    deal[field.name] = toWireValue(read(field.name), field, options);
  }
  return deal;
}

function toWireValue(value: StoredValue, field: DealField, options: WireDealOptions): Json {
  if (value === null || (Array.isArray(value) && value.length === 0)) {
    if (field.isMultiple) return false;
    return field.isDynamic && options.route === 'get' ? '' : null;
  }
  if (isFileValue(value)) return { ...value };
  if (typeof value === 'number') return toWireTime(value, options.offsetMinutes);
  if (typeof value === 'string') return value;
  const items: readonly (string | number)[] = value;
  return items.map((item) =>
    typeof item === 'number' ? toWireTime(item, options.offsetMinutes) : item,
  );
}
