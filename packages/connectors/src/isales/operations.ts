/**
 * What Ponte asks of iSales: four reads, nothing is ever written. Every operation throws
 * `VendorError` and nothing else for what iSales or the way to it did wrong.
 */
import type { Level } from '../http/call.ts';
import type {
  BoardCard,
  BoardProblem,
  CustomFields,
  CustomLabels,
  IsalesClient,
  IsalesProposal,
} from './model.ts';

export interface CallOptions {
  /** `live` (before all bulk work) when absent. */
  readonly level?: Level;
  readonly signal?: AbortSignal;
}

export interface BoardQuery extends CallOptions {
  readonly funilId: string;
  /**
   * `YYYY-MM-DD`, both included. What iSales compares with them is not documented: ask for a wide
   * window and keep a list of known cards.
   */
  readonly desde: string;
  readonly ate: string;
}

/** The whole board of one request; iSales has no pages. */
export interface BoardReading {
  readonly cards: readonly BoardCard[];
  /** Rows that could not be read. */
  readonly problems: readonly BoardProblem[];
  /** Virtual time at which the request was sent. */
  readonly readAt: Date;
}

/** One record and the answer it was read from. */
export interface Reading<Value> {
  readonly value: Value;
  /** What stood under the answer's key, for the snapshot; the model's `read…Content` reads it again. */
  readonly raw: unknown;
  /** Virtual time at which the request was sent. */
  readonly readAt: Date;
}

export interface IsalesOperations {
  /** All cards of a funnel in every column. Throws `unexpected_answer` when the list is missing. */
  listBoard(query: BoardQuery): Promise<BoardReading>;
  /** The client; null when iSales has nothing about it (`[]`). */
  getClient(clienteId: string, options?: CallOptions): Promise<Reading<IsalesClient | null>>;
  /** The proposal; null when there is none (`[]`). */
  getProposal(clienteId: string, options?: CallOptions): Promise<Reading<IsalesProposal | null>>;
  /** The custom fields in our words, and all labels as they came; all null when there are none. */
  getCustomFields(
    clienteId: string,
    options?: CallOptions,
  ): Promise<Reading<CustomFields> & { readonly labels: CustomLabels }>;
}

/** The client of one iSales company. */
export interface IsalesConnector extends IsalesOperations {
  close(): Promise<void>;
}
