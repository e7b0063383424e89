import type { Json, JsonObject } from '../json.ts';

/** What a browser is shown. */
export interface Page {
  readonly type: string;
  readonly body: string | Buffer;
}

/**
 * What every fake offers to its control port. Refuse bad input by throwing a ControlRefusal whose
 * message says what is allowed.
 */
export interface ControlledFake {
  readonly vendor: string;
  /** Back to the state that seed and scenario describe; faults, logs and counters are emptied. */
  reset(input: JsonObject): Json;
  /** Replaces the list of faults; an empty list heals everything. */
  setFaults(list: Json): Json;
  /** Moves this fake's virtual clock. */
  advanceClock(ms: number): Json;
  /** What a person does in the vendor's own screen, or a setting of the fake. */
  act(input: JsonObject): Json | Promise<Json>;
  state(query: URLSearchParams): Json;
  requests(query: URLSearchParams): Json;
  counters(): Json;
  deliveries(query: URLSearchParams): Json;
  /** A page for people; undefined for a path that is none. */
  page?(path: string, query: URLSearchParams): Page | undefined;
}
