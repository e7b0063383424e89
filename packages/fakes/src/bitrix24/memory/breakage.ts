import type { Json, JsonObject } from '../../json.ts';

/** Ways in which the answers for one deal can break the documented schema. */
export const breakages = {
  'null-id': (deal) => ({ ...deal, ID: null }),
  'missing-id': ({ ID: _id, ...rest }) => rest,
  'text-date': (deal) => ({ ...deal, DATE_MODIFY: 'ontem à tarde' }),
  'missing-date': ({ DATE_MODIFY: _date, ...rest }) => rest,
  'object-title': (deal) => ({ ...deal, TITLE: { TEXT: 'x' } }),
  'array-stage': (deal) => ({ ...deal, STAGE_ID: ['NEW'] }),
  'text-amount': (deal) => ({ ...deal, OPPORTUNITY: 'mil reais' }),
  'text-owner': (deal) => ({ ...deal, ASSIGNED_BY_ID: 'ninguém' }),
  'unknown-stage': (deal) => ({ ...deal, STAGE_ID: 'C77:NOWHERE', CATEGORY_ID: '77' }),
  'list-instead': () => [],
} as const satisfies Readonly<Record<string, (deal: JsonObject) => Json>>;

export type Breakage = keyof typeof breakages;
export const breakageNames = Object.keys(breakages) as readonly Breakage[];

/** Breaks the answer for a deal in the way that was asked for. */
export function breakDeal(deal: JsonObject, how: Breakage | undefined): Json {
  if (how === undefined) return deal;
  const spoil: (deal: JsonObject) => Json = breakages[how];
  return spoil(deal);
}
