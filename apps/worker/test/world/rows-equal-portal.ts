import { isDeepStrictEqual } from 'node:util';
import type { TestDatabase } from '@ponte/db/testing';
import { expect } from 'vitest';
import type { PortalDeal, PortalScreen, PortalUserField } from './portal-screen.ts';

/**
 * Resolves when the rows are what the portal has; fails with the differences when they are not, where
 * it is said within so many real milliseconds.
 */
export async function expectRowsEqualPortal(
  { database, screen }: { database: TestDatabase; screen: PortalScreen },
  within?: { ms: number },
): Promise<void> {
  const limit = within === undefined ? {} : { timeout: within.ms };
  await expect
    .poll(() => listDifferences(database, screen), { interval: 100, ...limit })
    .toEqual([]);
}

interface Row {
  id: string;
  title: string | null;
  stage_id: string;
  category_id: string;
  assigned_by_id: string | null;
  currency_id: string | null;
  opportunity: string | null;
  created_at: Date;
  modified_at: Date;
  begin_at: Date | null;
  close_at: Date | null;
  custom: Record<string, unknown>;
}

/** By column of ours: how the portal's deal says the same. */
const COLUMNS: Readonly<Record<string, (deal: PortalDeal) => unknown>> = {
  title: ({ TITLE }) => TITLE,
  stage_id: ({ STAGE_ID }) => STAGE_ID,
  category_id: ({ CATEGORY_ID }) => CATEGORY_ID,
  assigned_by_id: ({ ASSIGNED_BY_ID }) => ASSIGNED_BY_ID,
  currency_id: ({ CURRENCY_ID }) => CURRENCY_ID,
  opportunity: ({ OPPORTUNITY }) => toAmount(OPPORTUNITY),
  created_at: ({ DATE_CREATE }) => toTime(DATE_CREATE),
  modified_at: ({ DATE_MODIFY }) => toTime(DATE_MODIFY),
  begin_at: ({ BEGINDATE }) => toTime(BEGINDATE),
  close_at: ({ CLOSEDATE }) => toTime(CLOSEDATE),
};
/** What is compared until everything is there; the custom fields of all deals are megabytes. */
const LIGHT = ['ID', 'STAGE_ID', 'CATEGORY_ID', 'DATE_MODIFY'];
/** Deals in one look at everything of them: as many ids as an address may be long. */
const AT_ONCE = 1_000;

async function listDifferences(
  database: TestDatabase,
  screen: PortalScreen,
): Promise<string[] | string> {
  const light = await screen.state(`?deals=1&fields=${LIGHT.join(',')}`);
  if (light.pendingEvents > 0 || light.pendingEdits > 0) return 'the portal is still busy';
  const coarse = compare(await readRows(database), light.deals, (row, deal) =>
    ['stage_id', 'category_id', 'modified_at'].filter((name) => !isEqual(row, deal, name)),
  );
  if (coarse.length > 0) return coarse;
  const { userFields = [] } = await screen.state('?userFields=1');
  const ids = light.deals.map(({ ID }) => ID);
  const wrong: string[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const some = ids.slice(from, from + AT_ONCE);
    const { deals } = await screen.state(`?ids=${some.join(',')}`);
    wrong.push(...compare(await readRows(database, some), deals, listWrong(userFields)));
  }
  return wrong;
}

function listWrong(userFields: readonly PortalUserField[]) {
  return (row: Row, deal: PortalDeal): string[] => [
    ...Object.keys(COLUMNS).filter((name) => !isEqual(row, deal, name)),
    ...userFields
      .filter((field) => !isDeepStrictEqual(row.custom[field.name], toExpected(deal, field)))
      .map(({ name }) => name),
  ];
}

/** Whole rows of these deals; of all deals without their custom fields. */
async function readRows(database: TestDatabase, ids?: readonly string[]): Promise<Row[]> {
  const columns = Object.keys(COLUMNS).filter((name) => name !== 'opportunity');
  const custom = ids === undefined ? 'NULL::jsonb' : 'custom';
  const { rows } = await database.pool.query<Row>(
    `SELECT id, ${columns.join(', ')}, opportunity::text, ${custom} AS custom FROM deal
      WHERE deleted_at IS NULL AND ($1::text[] IS NULL OR id = ANY($1))`,
    [ids ?? null],
  );
  return rows;
}

function compare(
  rows: readonly Row[],
  deals: readonly PortalDeal[],
  listWrong: (row: Row, deal: PortalDeal) => string[],
): string[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const wrong = deals.flatMap((deal) => {
    const row = byId.get(deal.ID);
    byId.delete(deal.ID);
    if (row === undefined) return [`deal ${deal.ID} is missing`];
    const fields = listWrong(row, deal);
    return fields.length === 0 ? [] : [`deal ${deal.ID} differs in ${fields.join(', ')}`];
  });
  return [...wrong, ...[...byId.keys()].map((id) => `deal ${id} is not in the portal`)];
}

function isEqual(row: Row, deal: PortalDeal, name: string): boolean {
  const value: unknown = row[name as keyof Row];
  const ours = value instanceof Date ? value.getTime() : value;
  return (name === 'opportunity' ? toAmount(ours) : ours) === COLUMNS[name]?.(deal);
}

const toTime = (text: string | null): number | null => (text === null ? null : Date.parse(text));
const toAmount = (text: unknown): number | null => (text === null ? null : Number(text));

/** A user field's value as it should be stored; undefined when it is empty. Made without our rules. */
function toExpected(deal: PortalDeal, { name, type, multiple }: PortalUserField): unknown {
  const value = deal[name];
  if (value === null || value === '' || value === false || value === undefined) return undefined;
  if (!multiple) return toTyped(type, value);
  return (value as unknown[]).map((one) => toTyped(type, one));
}

function toTyped(type: string, value: unknown): unknown {
  const text = String(value);
  switch (type) {
    case 'integer':
      return Number(text);
    case 'boolean':
      return text === '1';
    case 'money': {
      const [amount, currency] = text.split('|');
      return { amount, currency };
    }
    case 'date':
      return new Date(text).toISOString().slice(0, 10);
    case 'datetime':
      return new Date(text).toISOString();
    case 'file':
      return { id: (value as { id: string }).id };
    default:
      return value;
  }
}
