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

/** All that the base remembers. */
export interface Store {
  readonly sets: ReadonlyMap<string, Map<string, Row>>;
  movements: Movement[];
  /** How often each object was written since its creation. */
  readonly writes: Map<string, number>;
}

/** A base without contents. */
export function createStore(): Store {
  return {
    sets: new Map(schema.map(({ name }) => [name, new Map<string, Row>()])),
    movements: [],
    writes: new Map(),
  };
}
