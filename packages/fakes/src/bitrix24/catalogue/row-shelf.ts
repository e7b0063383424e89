import { lowerBound } from '../lists/lower-bound.ts';

/** A table of the catalogue: rows by id, in rising order. */
export interface RowShelf<Row extends { readonly id: number }> {
  /** Rising ids. */
  readonly rows: readonly Row[];
  get(id: number): Row | undefined;
  /** Adds a row behind the highest id. */
  add(row: Row): Row;
  remove(id: number): void;
  /** An id that no row ever had. */
  nextId(): number;
  /** The position of the first row whose id is not below `wanted`. */
  positionOf(wanted: number): number;
}

/** Makes an empty table whose ids begin at `firstId` and rise by `step`. */
export function createRowShelf<Row extends { readonly id: number }>(
  firstId = 1,
  step = 1,
): RowShelf<Row> {
  const rows: Row[] = [];
  const ids: number[] = [];
  let next = firstId;
  const positionOf = (wanted: number): number => lowerBound(ids, wanted);
  const get = (id: number): Row | undefined => {
    const row = rows[positionOf(id)];
    return row?.id === id ? row : undefined;
  };
  return {
    rows,
    get,
    positionOf,
    nextId: () => next,
    add: (row) => {
      if (row.id < next) throw new RangeError(`Row ${row.id} would stand before row ${next}.`);
      rows.push(row);
      ids.push(row.id);
      next = row.id + step;
      return row;
    },
    remove: (id) => {
      if (!get(id)) return;
      const at = positionOf(id);
      rows.splice(at, 1);
      ids.splice(at, 1);
    },
  };
}
