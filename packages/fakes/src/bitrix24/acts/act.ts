import type { InputReader } from '../../control/read-input.ts';
import type { Json } from '../../json.ts';
import type { Portal } from '../portal.ts';

/** One verb of POST /act: what a person does in the portal, or a setting of the fake. */
export interface Act {
  /** The fields it takes besides "do". */
  readonly takes: readonly string[];
  run(portal: Portal, input: InputReader): Json;
}
