import type { SetSchema } from '../field-schema.ts';
import type { Query } from './query.ts';
import type { WireForm } from './to-wire.ts';

/** A request to the standard interface. */
export interface OdataRequest {
  readonly verb: string;
  /** After `standard.odata`. */
  readonly path: string;
  readonly query: string;
  readonly accept: string;
  readonly body: string;
  /** `1C_OData-DataLoadMode: true`: written as data exchange writes. */
  readonly isLoading: boolean;
}

/** A request to a set that is published and allowed. */
export interface SetAsk {
  readonly set: SetSchema;
  readonly request: OdataRequest;
  readonly query: Query;
  readonly form: WireForm;
}
