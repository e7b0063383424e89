import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@ponte/clock';
import { openDatabase, type Database } from '@ponte/db/client';
import { createEventWriter } from '@ponte/db/event-writer';
import { openBackend } from '@ponte/jobs/backend';
import { createRinger } from '@ponte/jobs/ring';
import type { Logger } from '@ponte/logging';
import { findFlowOfSource } from '@ponte/operations/flows';
import { startSweep } from '@ponte/operations/sweep';
import { toAddresses, withoutPrefix, type Addresses } from './addresses.ts';
import { createApp } from './app.ts';
import { createSessionCookie } from './auth/session-cookie.ts';
import type { ApiContext } from './context.ts';
import type { ApiEnv } from './env.ts';
import { closeServer, listen } from './http/listen.ts';
import { createApiServer } from './http/server.ts';
import { createAnswerBytes } from './ingress/answer-bytes.ts';
import { createFastLane, type FastLane } from './ingress/fast-lane.ts';
import type { LaneTimes } from './ingress/lane-connection.ts';
import { mapPaths } from './ingress/paths.ts';
import { createRawRoute } from './ingress/raw-route.ts';
import { createReceive } from './ingress/receive.ts';
import { createBatchRings, type BatchRings } from './ingress/ring-batches.ts';
import { listSources } from './ingress/sources.ts';
import { createTally } from './ingress/tally.ts';
import { createReadiness } from './readiness.ts';
import { startSchemaCare } from './schema-care.ts';
import { settledWithin } from './settled-within.ts';

export interface ApiOptions {
  readonly env: ApiEnv;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the one-time link of the first start is told; standard output when absent. */
  readonly tell?: (line: string) => void;
  /** Real milliseconds in which a request must have arrived; only tests need another. */
  readonly requestDeadlineMs?: number;
  /**
   * Real milliseconds that events, pages and rings wait for a connection, an event for its commit and
   * a ring for its queue; only tests and quick benches need another, whose senders do not hang up and
   * whose machine has much to do.
   */
  readonly storePatienceMs?: number | undefined;
}

export interface RunningApi {
  /** Where it listens: `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly port: number;
  /** The one-time link for the first administrator; undefined when there are users. */
  readonly setupLink: string | undefined;
  /** Resolves when this process cannot do its work and waiting would not help: close it. */
  readonly broken: Promise<Error>;
  /** Refuses new connections, lets open requests end, then lets go of the stores; within 9 s. */
  close(): Promise<void>;
}

/** Real milliseconds that a page waits for a connection. */
const PAGE_CONNECTS_WITHIN_MS = 3_000;
/** Uncommitted events in memory beyond which senders are told to come again. */
const MAX_PENDING = 20_000;
/** Real milliseconds that an event waits for a connection; its sender is answered within a second. */
const INBOX_CONNECTS_WITHIN_MS = 900;
const INBOX_COMMITS_WITHIN_MS = 2_000;
const INBOX_TRIES_EVERY_MS = 1_000;
/** Real milliseconds between two rings of an account: a job that waits reads whatever came meanwhile. */
const RING_SPACING_MS = 25;
/** Real milliseconds in which the bells rest after a ring that did not reach the queue. */
const RING_QUIET_MS = 2_000;
/** Real milliseconds that open requests have when the process must end. */
const REQUESTS_END_WITHIN_MS = 4_500;
/** Real milliseconds for what the requests left behind: a batch of events, open statements. */
const STORES_END_WITHIN_MS = 4_000;

/**
 * Starts the api. It comes up while PostgreSQL or Redis is away: /readyz says so, webhooks are
 * answered 503 or stored, and it goes on trying. Rejects only when its port is taken.
 */
export async function startApi(options: ApiOptions): Promise<RunningApi> {
  const { env, clock, logger } = options;
  const addresses = toAddresses(env.publicUrl);
  const stores = openStores(options);
  const ingress = createIngress(options, stores, addresses);
  const apiServer = createApiServer({
    ...ingress,
    docsUrl: addresses.docsUrl,
    ...(options.requestDeadlineMs === undefined
      ? {}
      : { requestDeadlineMs: options.requestDeadlineMs }),
    app: (request, response) => {
      request.url = withoutPrefix(request.url ?? '/', addresses.prefix);
      app(request, response);
    },
  });
  const { database, ringer, backend } = stores;
  const port = await listen(apiServer.server, env);
  const url = `http://${env.host.includes(':') ? `[${env.host}]` : env.host}:${port}`;
  let markBroken: (error: Error) => void = () => undefined;
  const broken = new Promise<Error>((resolve) => (markBroken = resolve));
  const schema = startSchemaCare({
    ...{ database, logger },
    baseUrl: addresses.publicUrl ?? `http://localhost:${port}`,
    tell: options.tell ?? ((line) => void process.stdout.write(`${line}\n`)),
    onNewer: markBroken,
  });
  const context: ApiContext = {
    ...{ env, clock, logger, addresses, database },
    ports: { database, ringer, backend, clock },
    cookie: createSessionCookie(addresses),
    ...{ tally: ingress.tally, rings: ingress.rings },
    readiness: createReadiness({ database, backend, migrationProblem: () => schema.problem }),
  };
  const app = createApp(context);
  const sweep = startSweep({ database, ringer, clock, logger });
  await schema.firstTry;
  // The first button pressed must not wait for it. What fails here is done by the first ring.
  void backend.prepare().catch((err: unknown) => logger.debug({ err }, 'queue.unprepared'));
  logger.info({ url, backend: backend.kind, sources: ingress.sourceNames }, 'api.started');
  return {
    url,
    port,
    get setupLink() {
      return schema.setupLink;
    },
    broken,
    close: async () => {
      const sweepEnds = settledWithin(sweep.stop(), REQUESTS_END_WITHIN_MS);
      await Promise.all([closeServer(apiServer, REQUESTS_END_WITHIN_MS), sweepEnds, schema.stop()]);
      const isAll = await settledWithin(stores.close(ingress.rings), STORES_END_WITHIN_MS);
      if (!isAll) logger.warn('stores.abandoned');
      logger.info('api.stopped');
    },
  };
}

type Stores = ReturnType<typeof openStores>;

function openStores({ env, clock, logger, storePatienceMs }: ApiOptions) {
  const connectTimeoutMs = storePatienceMs ?? INBOX_CONNECTS_WITHIN_MS;
  const queryTimeoutMs = storePatienceMs ?? INBOX_COMMITS_WITHIN_MS;
  const { databaseUrl, redisUrl } = env;
  const database = openDatabase({
    ...{ url: databaseUrl, applicationName: 'api' },
    ...{ connectTimeoutMs: storePatienceMs ?? PAGE_CONNECTS_WITHIN_MS, queryTimeoutMs: 10_000 },
  });
  // Its own connection: pages and scrapes cannot keep an event from being stored.
  const inbox = openDatabase({
    ...{ url: databaseUrl, applicationName: 'api-inbox' },
    // Senders hang up early, and what is answered 503 may be sent again. Bitrix24 never does: its
    // event must not wait, on a machine with much to do, for a connection to be made.
    ...{ poolSize: 1, connectTimeoutMs, queryTimeoutMs },
    keepsIdle: true,
  });
  const closing = new AbortController();
  void connectEarly(inbox, { connectTimeoutMs, logger, signal: closing.signal });
  const backend = openBackend({
    ...{ databaseUrl, redisUrl, clock, logger, role: 'producer' },
    patienceMs: storePatienceMs,
  });
  const ringer = createRinger({ backend, clock, logger });
  const writer = createEventWriter(inbox.pool);
  return {
    ...{ database, backend, ringer, writer },
    close: async (rings: Pick<BatchRings, 'flush'>) => {
      closing.abort();
      await writer.close();
      await rings.flush();
      await ringer.close();
      await backend.close();
      await Promise.all([inbox.close(), database.close()]);
    },
  };
}

interface EarlyConnection {
  readonly connectTimeoutMs: number;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** Connects before the first event comes, however long PostgreSQL is away at the start. */
async function connectEarly(
  inbox: Pick<Database, 'ping'>,
  { connectTimeoutMs, logger, signal }: EarlyConnection,
): Promise<void> {
  while (!signal.aborted) {
    try {
      return await inbox.ping(connectTimeoutMs);
    } catch (err) {
      logger.debug({ err }, 'inbox.unconnected');
    }
    await Promise.allSettled([sleep(INBOX_TRIES_EVERY_MS, undefined, { signal, ref: false })]);
  }
}

function createIngress(
  { env, logger }: ApiOptions,
  { writer, ringer }: Stores,
  { prefix, docsUrl }: Addresses,
) {
  const sources = listSources(env);
  const sourceNames = sources.map(({ vendor, account }) => `${vendor}/${account}`);
  const tally = createTally([...new Set(sources.map(({ vendor }) => vendor))], Date.now);
  const rings = createBatchRings({
    ring: ({ source, account }) => {
      const flow = findFlowOfSource(source);
      return flow && ringer.ring(flow.absorb, { account });
    },
    spacingMs: RING_SPACING_MS,
    quietMs: RING_QUIET_MS,
    nowMs: () => performance.now(),
    onFailed: (err) => logger.warn({ err }, 'ring.failed'),
  });
  writer.onCommitted((batch) => {
    rings.onCommitted(batch);
    logger.debug({ addresses: batch.length }, 'events.received');
  });
  const receive = createReceive({
    writer,
    maxPending: MAX_PENDING,
    onStoreFailed: createRareLog((err) => logger.error({ err }, 'event.refused')),
  });
  const onBug = (err: unknown): void => logger.error({ err }, 'ingress.broken');
  const byPath = mapPaths({ sources, prefix });
  const shared = { byPath, receive, tally, docsUrl, onBug };
  const rawRoute = createRawRoute({ ...shared, prefix });
  const openLane = (times: LaneTimes): FastLane =>
    createFastLane({ ...shared, bytes: createAnswerBytes(Date.now) }, times);
  return { rawRoute, openLane, tally, rings, sourceNames };
}

/** A whole batch fails with one cause: one line a second says it. */
function createRareLog(write: (error: unknown) => void): (error: unknown) => void {
  let last = -Infinity;
  return (error) => {
    const now = performance.now();
    if (now - last < 1_000) return;
    last = now;
    write(error);
  };
}
