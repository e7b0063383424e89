import type { Row } from './row.ts';
import { schema } from './schema.ts';

/** One movement of the stock register; expenses are negative. */
export interface Movement {
  /** Local time of the base. */
  readonly period: string;
  /** The reference of the document, or a word for what has none. */
  readonly recorder: string;
  readonly firm: string;
  readonly product: string;
  readonly warehouse: string;
  readonly quantity: number;
  readonly cost: number;
}

/** What an entry is about: a reference and the set it points to. */
export interface Subconto {
  readonly set: string;
  readonly ref: string;
}

/** One side of an entry: an account and up to two things it is kept by. */
export interface LedgerSide {
  readonly account: string;
  readonly about: readonly Subconto[];
}

/** One entry of the ledger. Openings have one side only. */
export interface LedgerEntry {
  readonly period: string;
  readonly recorder: string;
  readonly firm: string;
  readonly debit: LedgerSide | undefined;
  readonly credit: LedgerSide | undefined;
  readonly amount: number;
  readonly text: string;
}

/** All that the base remembers. */
export interface Store {
  readonly sets: ReadonlyMap<string, Map<string, Row>>;
  movements: Movement[];
  entries: LedgerEntry[];
  /** How often each object was written since its creation. */
  readonly writes: Map<string, number>;
}

/** A base without contents. */
export function createStore(): Store {
  return {
    sets: new Map(schema.map(({ name }) => [name, new Map<string, Row>()])),
    movements: [],
    entries: [],
    writes: new Map(),
  };
}

/** Puts the records of one document in place of those it had; none takes them away. */
export function replaceRecords(
  store: Store,
  recorder: string,
  records: Pick<Store, 'movements' | 'entries'> = { movements: [], entries: [] },
): void {
  const isOther = (record: { readonly recorder: string }): boolean => record.recorder !== recorder;
  store.movements = [...store.movements.filter(isOther), ...records.movements];
  store.entries = [...store.entries.filter(isOther), ...records.entries];
}
