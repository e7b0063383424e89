import type { DealField } from '../contents/deal-field.ts';
import { toList, toText, type PhpValue } from '../transport/php-value.ts';

/**
 * Reads `select` of crm.deal.list: `*` is all system fields, `UF_*` all user fields, nothing given
 * means both; unknown names are dropped; ID always comes. Fields keep the portal's order.
 */
export function parseSelect(
  select: PhpValue | undefined,
  fields: ReadonlyMap<string, DealField>,
): readonly DealField[] {
  const asked = new Set(toList(select).map((item) => toText(item).toUpperCase()));
  const wantsAll = asked.size === 0;
  return [...fields.values()].filter(
    ({ name, isDynamic }) =>
      name === 'ID' || wantsAll || asked.has(isDynamic ? 'UF_*' : '*') || asked.has(name),
  );
}
