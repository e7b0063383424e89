import { toCalendarDay, type CustomValue } from '@ponte/connectors/bitrix24/model';
import type { KnownField } from '../ports.ts';

/**
 * A custom field's value in the type that the portal's field list gives it. Money becomes
 * `{amount, currency}` with a decimal string, a date `YYYY-MM-DD` as the portal means it, a
 * date-time an instant in UTC, a file its id (its addresses carry access tokens). What does not fit
 * its type stays as the portal sent it: nothing is dropped.
 */
export function typeCustomField(field: KnownField | undefined, value: CustomValue): unknown {
  if (field === undefined || value === null) return value;
  return Array.isArray(value)
    ? value.map((item) => typeSingle(field.type, item))
    : typeSingle(field.type, value);
}

function typeSingle(type: string, value: CustomValue): unknown {
  switch (type) {
    case 'integer':
      return toInteger(value);
    case 'boolean':
      return toBoolean(value);
    case 'money':
      return toMoney(value);
    case 'date':
      return toDay(value);
    case 'datetime':
      return toInstant(value);
    case 'file':
      return toFileId(value);
    default:
      return value;
  }
}

function toInteger(value: CustomValue): unknown {
  const number = Number(value);
  return typeof value === 'string' && /^-?\d+$/.test(value) && Number.isSafeInteger(number)
    ? number
    : value;
}

function toBoolean(value: CustomValue): unknown {
  if (value === '1' || value === 'Y' || value === 1) return true;
  if (value === '0' || value === 'N' || value === 0) return false;
  return value;
}

function toMoney(value: CustomValue): unknown {
  const parts = typeof value === 'string' ? /^(-?\d+(?:\.\d+)?)\|([A-Z]{3})$/.exec(value) : null;
  return parts === null ? value : { amount: parts[1], currency: parts[2] };
}

function toDay(value: CustomValue): unknown {
  const isWritten = typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value);
  const day = isWritten ? toCalendarDay(value) : undefined;
  return day?.toISOString().slice(0, 10) ?? value;
}

function toInstant(value: CustomValue): unknown {
  const milliseconds = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(milliseconds) ? value : new Date(milliseconds).toISOString();
}

function toFileId(value: CustomValue): unknown {
  const isFile = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isFile && value['id'] !== undefined ? { id: String(value['id']) } : value;
}
