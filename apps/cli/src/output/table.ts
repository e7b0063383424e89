import Table from 'cli-table3';
import type { Screen } from './screen.ts';

export interface Column {
  readonly title: string;
  /** Takes the rest of the terminal's width and wraps; at most one. */
  readonly isFlexible?: boolean;
}

const BARE = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '' },
  middle: '  ',
};

const GAP = 2;
const LEAST_FLEXIBLE = 24;

/**
 * Rows in columns without lines, so that they can be piped and pasted. On a terminal the flexible
 * column wraps; elsewhere nothing is cut.
 */
export function renderTable(
  screen: Pick<Screen, 'paint' | 'width'>,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const clean = rows.map((row) => row.map(toPrintable));
  const table = new Table({
    head: columns.map(({ title }) => screen.paint.dim(title)),
    chars: BARE,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    wordWrap: true,
    colWidths: toWidths(columns, clean, screen.width),
  });
  table.push(...clean.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function toWidths(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
): (number | null)[] {
  const flexible = columns.findIndex((column) => column.isFlexible);
  if (width === undefined || flexible === -1) return columns.map(() => null);
  const taken = columns.map(({ title }, index) =>
    index === flexible
      ? 0
      : Math.max(title.length, ...rows.map((row) => (row[index] ?? '').length)),
  );
  const rest = width - taken.reduce((sum, size) => sum + size + GAP, 0);
  return columns.map((_, index) => (index === flexible ? Math.max(LEAST_FLEXIBLE, rest) : null));
}

/** Vendors' texts must not steer the terminal: no control characters, one line. */
export function toPrintable(text: string): string {
  return text.replace(/[\r\n\t]+/g, ' ').replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd');
}
