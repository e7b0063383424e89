import type { MappingChange } from '@ponte/db/product-mapping-changes';
import type { NewMapping, ProductMapping } from '@ponte/db/product-mappings';
import type { Desk } from '../desk.ts';
import { renderTable } from './table.ts';

/** The mapping as a person reads it. */
export function renderMappings(
  { screen }: Pick<Desk, 'screen'>,
  rows: readonly ProductMapping[],
): string {
  if (rows.length === 0) return '';
  return renderTable(
    screen,
    [
      ...[{ title: 'product' }, { title: 'name in Bitrix24' }, { title: '1C code' }],
      ...[{ title: 'name in 1C' }, { title: 'state' }, { title: 'score' }],
      { title: 'reason', isFlexible: true },
    ],
    rows.map((row) => [
      ...[row.bitrix24ProductId, row.bitrix24ProductName, row.onecProductCode],
      ...[row.onecProductName, row.state, row.score?.toFixed(2) ?? ''],
      row.reason ?? '',
    ]),
  );
}

/** The history of the mapping as a person reads it. */
export function renderChanges(
  { screen, times }: Pick<Desk, 'screen' | 'times'>,
  changes: readonly MappingChange[],
): string {
  if (changes.length === 0) return '';
  return renderTable(
    screen,
    [
      ...[{ title: 'change' }, { title: `at (${times.zone})` }, { title: 'product' }],
      ...[{ title: 'action' }, { title: 'before' }, { title: 'after' }, { title: 'by' }],
      { title: 'why', isFlexible: true },
    ],
    changes.map((change) => [
      ...[change.id, times.full(times.fromReal(change.at)), change.bitrix24ProductId],
      ...[change.action, toCodes(change.before), toCodes(change.after), change.by],
      change.why ?? '',
    ]),
  );
}

function toCodes(mappings: readonly NewMapping[]): string {
  return mappings
    .map(({ state, onecProductCode }) =>
      state === 'refused' ? `not ${onecProductCode}` : onecProductCode,
    )
    .join(', ');
}
