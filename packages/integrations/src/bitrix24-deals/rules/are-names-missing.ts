import type { DealToStore, KnownField } from '../ports.ts';

/** How long names count as fresh: a code without a name is not looked for again before. */
const NAMES_FRESH_MS = 10 * 60_000;

/** Custom fields of these types carry codes. */
const NAMED_TYPES: ReadonlySet<string> = new Set(['enumeration', 'crm_status']);

export interface KnownNames {
  readonly fields: readonly KnownField[];
  readonly codes: ReadonlySet<string>;
  readonly readAt: Date | undefined;
}

/**
 * True when these deals carry codes without a name and the names are not fresh. Old deals may carry
 * options that were deleted long ago: those never get a name, so freshness bounds the asking.
 */
export function areNamesMissing(
  deals: readonly DealToStore[],
  names: KnownNames,
  now: Date,
): boolean {
  if (names.readAt !== undefined && now.getTime() - names.readAt.getTime() < NAMES_FRESH_MS) {
    return false;
  }
  const known = new Set(names.fields.map(({ code }) => code));
  return deals.some(
    (deal) =>
      listCodes(deal, names.fields).some((code) => !names.codes.has(code)) ||
      Object.keys(deal.custom).some((field) => field.startsWith('UF_') && !known.has(field)),
  );
}

function listCodes(deal: DealToStore, fields: readonly KnownField[]): string[] {
  const codes = [`category/${deal.categoryId}`, `stage/${deal.stageId}`];
  if (deal.assignedById !== null) codes.push(`user/${deal.assignedById}`);
  if (deal.sourceId !== null) codes.push(`source/${deal.sourceId}`);
  if (deal.typeId !== null) codes.push(`deal-type/${deal.typeId}`);
  for (const { code, type } of fields) {
    const value = deal.custom[code];
    if (!NAMED_TYPES.has(type) || value === undefined) continue;
    const options: unknown[] = Array.isArray(value) ? value : [value];
    codes.push(...options.map((option) => `enum:${code}/${String(option)}`));
  }
  return codes;
}
