import type { HeldRow } from '@ponte/db/held';
import { nextStepFor } from '@ponte/integrations/reasons';
import type { Desk } from '../desk.ts';
import { renderNextSteps } from './next-steps.ts';
import { renderTable } from './table.ts';

/** Held records as a person reads them. */
export function renderHeld(
  { screen, times }: Pick<Desk, 'screen' | 'times'>,
  rows: readonly HeldRow[],
): string {
  if (rows.length === 0) return '';
  const table = renderTable(
    screen,
    [
      ...[{ title: 'id' }, { title: 'integration' }, { title: 'record' }, { title: 'reason' }],
      ...[{ title: `since (${times.zone})` }, { title: 'detail', isFlexible: true }],
    ],
    rows.map((row) => [
      ...[row.id, row.integration, `${row.kind}:${row.key}`, row.reason],
      times.full(times.fromReal(row.heldAt)),
      row.detail,
    ]),
  );
  return `${table}${renderNextSteps(
    screen,
    rows.map(({ reason }) => reason),
  )}`;
}

/** One held record for a program. */
export function toHeldJson(row: HeldRow): object {
  return { ...row, nextStep: nextStepFor(row.reason) };
}
