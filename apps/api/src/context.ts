import type { Clock } from '@ponte/clock';
import type { Database } from '@ponte/db/client';
import type { Logger } from '@ponte/logging';
import type { OperationPorts } from '@ponte/operations/ports';
import type { Addresses } from './addresses.ts';
import type { SessionCookie } from './auth/session-cookie.ts';
import type { ApiEnv } from './env.ts';
import type { BatchRings } from './ingress/ring-batches.ts';
import type { Tally } from './ingress/tally.ts';
import type { Readiness } from './readiness.ts';

/** What the routes are made of; put together once, in start.ts. */
export interface ApiContext {
  readonly env: ApiEnv;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly addresses: Addresses;
  readonly database: Database;
  readonly ports: OperationPorts;
  readonly cookie: SessionCookie;
  readonly tally: Tally;
  readonly rings: BatchRings;
  readonly readiness: Readiness;
}
