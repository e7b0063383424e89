import type { InputReader } from '../../control/read-input.ts';
import type { Json } from '../../json.ts';
import type { Account } from '../account.ts';
import type { World } from '../world.ts';

/** Where a verb plays. */
export interface Stage {
  readonly world: World;
  /** The account of the field "account"; the main one without it. */
  readonly account: Account;
  readonly input: InputReader;
}

/** One verb of POST /act: what a person does in the panel, or a setting of the fake. */
export interface Act {
  /** The fields it takes besides "do" and "account". */
  readonly takes: readonly string[];
  run(stage: Stage): Json;
}
export type Acts = Readonly<Record<string, Act>>;
