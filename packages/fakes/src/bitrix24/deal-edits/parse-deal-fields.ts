import type { DealField, StoredValue } from '../contents/deal-field.ts';
import type { EnumOption } from '../contents/enum-options.ts';
import {
  isPhpArray,
  isTruthy,
  toInt,
  toList,
  toText,
  type PhpArray,
  type PhpValue,
} from '../transport/php-value.ts';
import { parseWireDay, parseWireTime } from '../wire/dates.ts';
import type { Dictionaries } from '../memory/dictionaries.ts';
import { cleanHtml } from './clean-html.ts';

export interface ParseContext {
  readonly dictionaries: Dictionaries;
  readonly offsetMinutes: number;
  /** Immutable fields (the funnel) may be set when a deal is added, never afterwards. */
  readonly isAdd: boolean;
}

/**
 * Keeps what the portal would keep of `fields`: unknown names, read-only fields, list values that
 * do not exist and dates that do not parse are dropped without a word.
 */
export function parseDealFields(fields: PhpArray, context: ParseContext): Map<string, StoredValue> {
  const kept = new Map<string, StoredValue>();
  for (const [key, value] of fields) {
    const field = context.dictionaries.fields.get(key.toUpperCase());
    if (!field || field.isReadOnly || (field.isImmutable && !context.isAdd)) continue;
    const parsed = field.isMultiple
      ? parseMany(field, value, context)
      : parseOne(field, isPhpArray(value) ? (toList(value)[0] ?? '') : value, context);
    if (parsed !== undefined) kept.set(field.name, parsed);
  }
  return kept;
}

function parseMany(
  field: DealField,
  value: PhpValue,
  context: ParseContext,
): StoredValue | undefined {
  const given = toList(value).filter((item) => toText(item) !== '' && item !== false);
  if (given.length === 0) return null;
  const kept = given
    .map((item) => parseOne(field, item, context))
    .filter((item) => typeof item === 'string' || typeof item === 'number');
  return kept.length === 0 ? undefined : kept;
}

function parseOne(
  field: DealField,
  value: PhpValue,
  context: ParseContext,
): StoredValue | undefined {
  const text = toText(value);
  if (text === '' && field.name !== 'TITLE') return null;
  switch (field.type) {
    case 'file':
      return undefined;
    case 'date':
      return parseWireDay(text, context.offsetMinutes);
    case 'datetime':
      return parseWireTime(text, context.offsetMinutes);
    case 'boolean':
      return isTruthy(value) && text !== 'N' ? '1' : '0';
    case 'char':
      return text === 'Y' || text === 'N' ? text : undefined;
    case 'enumeration':
      return findOption(context.dictionaries.options.get(field.name), text);
    case 'crm_status':
      return hasStatus(field, text, context.dictionaries) ? text : undefined;
    case 'double':
      return field.name === 'OPPORTUNITY' ? (Number.parseFloat(text) || 0).toFixed(2) : text;
    case 'string':
      return field.name === 'COMMENTS' ? cleanHtml(text) : text;
    case 'money':
    case 'url':
    case 'crm_currency':
    case 'location':
    case 'address':
    case 'crm':
      return text;
    case 'integer':
    case 'user':
    case 'employee':
    case 'crm_category':
    case 'crm_company':
    case 'crm_contact':
    case 'crm_lead':
    case 'crm_quote':
    case 'iblock_section':
    case 'iblock_element':
      return String(toInt(value));
  }
}

function findOption(options: readonly EnumOption[] | undefined, id: string): string | undefined {
  return options?.find((option) => option.id === id)?.id;
}

function hasStatus(field: DealField, code: string, dictionaries: Dictionaries): boolean {
  if (field.name === 'STAGE_ID') return dictionaries.findStage(code) !== undefined;
  return dictionaries.statuses.some(
    ({ entityId, statusId }) => entityId === field.statusType && statusId === code,
  );
}
