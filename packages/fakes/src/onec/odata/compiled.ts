import type { Json } from '../../json.ts';
import type { SetSchema } from '../field-schema.ts';
import type { Row } from '../row.ts';
import type { ValueType } from './filter-functions.ts';

/** What a path may lead to. */
export interface Lookup {
  setOf(name: string): SetSchema | undefined;
  rowOf(set: string, ref: string): Row | undefined;
}

/** The rows that a name stands for: '' is the row itself, others are bound by lambdas. */
export type Scope = Readonly<Record<string, Row>>;

/** An expression ready to run. */
export interface Compiled {
  readonly type: ValueType;
  /** The set whose objects a reference points to, where only one may be. */
  readonly target?: string;
  run(scope: Scope): Json;
}
