import type { CardHistoryRow, PendingRow } from '@ponte/db/field-overview';
import { reasonInWords } from '@ponte/integrations/reasons';
import type { FieldStatus } from '@ponte/operations/fieldcontrol';
import type { Desk } from '../desk.ts';
import { renderNextSteps } from './next-steps.ts';
import { renderTable } from './table.ts';

type Place = Pick<Desk, 'screen' | 'times'>;

/** Cards, deliveries, pendings and steps. */
export function renderFieldStatus({ screen, times }: Place, status: FieldStatus): string {
  const { cards, absent, unread, deliveries, pendings, steps } = status;
  const count = (rows: readonly string[][], titles: readonly string[]): string =>
    rows.length === 0
      ? ''
      : renderTable(
          screen,
          titles.map((title) => ({ title })),
          rows,
        );
  return [
    `${cards} cards, ${absent} gone from the board, ${unread} not read yet.`,
    count(
      deliveries.map((one) => [one.tipo, one.estado, String(one.count)]),
      ['delivery', 'state', 'count'],
    ),
    count(
      pendings.map((one) => [
        ...[one.reason, String(one.count), times.ago(one.oldest), reasonInWords(one.reason)],
      ]),
      ['pending', 'count', 'oldest', 'which means'],
    ),
    count(
      steps.map(({ step, run }) => [
        step,
        run === null
          ? 'never'
          : `${run.state}${run.reason === null ? '' : `: ${reasonInWords(run.reason)}`}`,
        run === null ? '—' : times.at(run.startedAt),
      ]),
      ['step', 'last end', `started (${times.zone})`],
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** What waits, and what to do about it. */
export function renderPendings({ screen, times }: Place, rows: readonly PendingRow[]): string {
  if (rows.length === 0) return '';
  const table = renderTable(
    screen,
    [
      ...[{ title: 'id' }, { title: 'about' }, { title: 'reason' }, { title: 'since' }],
      ...[{ title: 'times' }, { title: 'detail', isFlexible: true }],
    ],
    rows.map((one) => [
      ...[
        one.id,
        one.isalesId ?? one.kind,
        one.reason,
        times.at(one.since),
        String(one.times),
        one.detail,
      ],
    ]),
  );
  return `${table}${renderNextSteps(
    screen,
    rows.map(({ reason }) => reason),
  )}`;
}

const TITLES = [
  ...['seq', 'seen', 'column', 'status', 'delivery', 'state', 'answers', 'at FieldControl'],
] as const;

/** A card's moves and their deliveries. */
export function renderFieldHistory(
  { screen, times }: Place,
  rows: readonly CardHistoryRow[],
): string {
  return renderTable(
    screen,
    TITLES.map((title) => ({ title })),
    rows.map((row) => [
      ...[String(row.seq), times.at(row.observadoEm), String(row.colunaId), row.status, row.tipo],
      `${row.estado}${row.motivo === null ? '' : ` (${reasonInWords(row.motivo)})`}`,
      row.tentativas.map(({ codigo }) => codigo ?? 'lost').join(', ') || '—',
      row.fieldId === null ? '—' : `${row.fieldId} ${row.situacao ?? ''}`.trimEnd(),
    ]),
  );
}
