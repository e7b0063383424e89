/** One request that would leave. */
export interface PreviewedRequest {
  readonly operation: string;
  /** `POST /customers` */
  readonly request: string;
  /** As it goes over the wire. */
  readonly body: Readonly<Record<string, unknown>>;
  /** What FieldControl has to answer first, or a person to do; null: it leaves in any case. */
  readonly only: string | null;
}

/** Stands for an id that FieldControl gives only when the object is made or found. */
export const LATER = '(id from the answer before)';
