import type { Clock } from '@ponte/clock';
import type { Database } from '@ponte/db/client';
import type { Backend } from '@ponte/jobs/backend';
import type { Ringer } from '@ponte/jobs/ring';

/** What every operation of a person needs of the house; api and CLI bring the same. */
export interface OperationPorts {
  readonly database: Pick<Database, 'pool'>;
  readonly ringer: Pick<Ringer, 'ring'>;
  readonly backend: Backend;
  readonly clock: Clock;
}

/** Who acts, and why, in their own words. */
export interface Actor {
  /** A login, `api-key:<name>` or `cli:<user>`. */
  readonly by: string;
  readonly reason?: string | undefined;
}

/** A request that cannot be carried out as asked; the message says what to do instead. */
export class OperationRefused extends Error {
  readonly kind: 'not-found' | 'conflict' | 'bad-request';

  constructor(kind: OperationRefused['kind'], message: string) {
    super(message);
    this.name = 'OperationRefused';
    this.kind = kind;
  }
}
