import type { InputReader } from '../../control/read-input.ts';
import type { Json } from '../../json.ts';
import type { Base } from '../base.ts';

/** One verb of POST /act: what a person does on 1C's screen, or a setting of the fake. */
export interface Act {
  /** The fields it takes besides "do". */
  readonly takes: readonly string[];
  run(base: Base, input: InputReader): Json;
}
