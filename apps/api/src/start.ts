import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import type { Clock } from '@ponte/clock';
import { openDatabase } from '@ponte/db/client';
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
import { createApiServer } from './http/server.ts';
import { createRawRoute } from './ingress/raw-route.ts';
import { createReceive } from './ingress/receive.ts';
import { createBatchRings } from './ingress/ring-batches.ts';
import { listSources } from './ingress/sources.ts';
import { createTally } from './ingress/tally.ts';
import { createReadiness } from './readiness.ts';
import { startSchemaCare } from './schema-care.ts';

export interface ApiOptions {
  readonly env: ApiEnv;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the one-time link of the first start is told; standard output when absent. */
  readonly tell?: (line: string) => void;
  /** Real milliseconds in which a request must have arrived; only tests need another. */
  readonly requestDeadlineMs?: number;
}

export interface RunningApi {
  /** Where it listens: `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly port: number;
  /** The one-time link for the first administrator; undefined when there are users. */
  readonly setupLink: string | undefined;
  /** Refuses new connections, lets open requests end, then lets go of the stores. */
  close(): Promise<void>;
}

/** Uncommitted events in memory beyond which senders are told to come again. */
const MAX_PENDING = 20_000;
/** Real milliseconds in which the bells rest after a ring that did not reach the queue. */
const RING_QUIET_MS = 2_000;
/** Real milliseconds that open requests have when the process must end. */
const CLOSE_WITHIN_MS = 8_000;

/**
 * Starts the api. It comes up while PostgreSQL or Redis is away: /readyz says so, webhooks are
 * answered 503 or stored, and it goes on trying. Rejects only when its port is taken.
 */
export async function startApi(options: ApiOptions): Promise<RunningApi> {
  const { env, clock, logger } = options;
  const addresses = toAddresses(env.publicUrl);
  const stores = openStores(options);
  const ingress = createIngress(options, stores, addresses);
  const server = createApiServer({
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
  const port = await listen(server, env);
  const url = `http://${env.host.includes(':') ? `[${env.host}]` : env.host}:${port}`;
  const schema = startSchemaCare({
    ...{ database, logger },
    baseUrl: addresses.publicUrl ?? `http://localhost:${port}`,
    tell: options.tell ?? ((line) => void process.stdout.write(`${line}\n`)),
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
  logger.info({ url, backend: backend.kind, sources: ingress.sourceNames }, 'api.started');
  return {
    url,
    port,
    get setupLink() {
      return schema.setupLink;
    },
    close: async () => {
      const closed = closeServer(server);
      await Promise.all([closed, sweep.stop(), schema.stop()]);
      await stores.close();
      logger.info('api.stopped');
    },
  };
}

type Stores = ReturnType<typeof openStores>;

function openStores({ env, clock, logger }: ApiOptions) {
  const { databaseUrl, redisUrl } = env;
  const database = openDatabase({
    url: databaseUrl,
    applicationName: 'api',
    connectTimeoutMs: 3_000,
  });
  // Its own connection: pages and scrapes cannot keep an event from being stored.
  const inbox = openDatabase({
    ...{ url: databaseUrl, applicationName: 'api-inbox' },
    ...{ poolSize: 1, connectTimeoutMs: 900 },
  });
  const backend = openBackend({ databaseUrl, redisUrl, clock, logger, role: 'producer' });
  const ringer = createRinger({ backend, clock, logger });
  const writer = createEventWriter(inbox.pool);
  return {
    ...{ database, backend, ringer, writer },
    close: async () => {
      await writer.close();
      await ringer.close();
      await backend.close();
      await Promise.all([inbox.close(), database.close()]);
    },
  };
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
  const rawRoute = createRawRoute({ sources, receive, tally, prefix, docsUrl, onBug });
  return { rawRoute, tally, rings, sourceNames };
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

function listen(server: Server, { host, port }: ApiEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const words =
        cause.code === 'EADDRINUSE'
          ? `The port ${port} is taken: end the other program or set SERVER_PORT.`
          : `The api cannot listen on ${host}:${port}: set SERVER_HOST and SERVER_PORT.`;
      reject(new Error(words, { cause }));
    });
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS);
  await closed;
  clearTimeout(late);
}
