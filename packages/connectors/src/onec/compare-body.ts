/** What was sent against what is stored: 1C changes and drops without a word (P8 4, 7). */
import type { ReadBackDifference } from './model.ts';
import type { Body } from './write-object.ts';

/** The fields that are stored otherwise; values are cut, for the person who looks. */
export function findDifferences(sent: Body, stored: unknown): ReadBackDifference[] {
  const holds = toBody(stored);
  return Object.entries(sent).flatMap(([field, value]): ReadBackDifference[] => {
    // Posting is a call of its own, and a service posts at once.
    if (field === 'Posted') return [];
    if (!Array.isArray(value)) return compare(field, value, holds[field]);
    const [rows, others] = [value as readonly Body[], toRows(holds[field])];
    if (rows.length !== others.length) {
      return [{ field, sent: `${rows.length} rows`, stored: `${others.length} rows` }];
    }
    return rows.flatMap((row, index) =>
      Object.entries(row).flatMap(([column, cell]) =>
        compare(`${field}.${index + 1}.${column}`, cell, others[index]?.[column]),
      ),
    );
  });
}

function compare(field: string, sent: unknown, stored: unknown): ReadBackDifference[] {
  const [left, right] = [toText(sent), toText(stored)];
  const isSame = left === right || (left !== '' && right !== '' && Number(left) === Number(right));
  return isSame ? [] : [{ field, sent: left.slice(0, 100), stored: right.slice(0, 100) }];
}

function toText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value.trimEnd().toLowerCase();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'something else';
}

function toBody(value: unknown): Body {
  return typeof value === 'object' && value !== null ? (value as Body) : {};
}

function toRows(value: unknown): readonly Body[] {
  return Array.isArray(value) ? value.map(toBody) : [];
}
