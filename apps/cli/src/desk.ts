import { userInfo } from 'node:os';
import { createClock, type Clock } from '@ponte/clock';
import { openDatabase, type Database } from '@ponte/db/client';
import { openBackend, type Backend } from '@ponte/jobs/backend';
import { createRinger, type Ringer } from '@ponte/jobs/ring';
import { COMMAND_PATIENCE_MS } from '@ponte/jobs/unreachable';
import { createLogger, type Logger } from '@ponte/logging';
import type { Actor, OperationPorts } from '@ponte/operations/ports';
import type { WorkerEnv } from '@ponte/worker/env';
import { createAsker, type Asker } from './ask.ts';
import type { Screen } from './output/screen.ts';
import type { Input, Output } from './streams.ts';
import { createTimes, type Times } from './times.ts';

/** Everything that a command works with. */
export interface Desk {
  readonly env: WorkerEnv;
  readonly clock: Clock;
  readonly times: Times;
  readonly logger: Logger;
  readonly database: Database;
  /** What the operations need; the queue is opened when first asked for. */
  readonly ports: OperationPorts;
  readonly screen: Screen;
  readonly ask: Asker;
  /** Aborted by Ctrl-C, with the failure to end with. */
  readonly signal: AbortSignal;
  /** Who acts: the person at this terminal. */
  actor(why?: string): Actor;
  close(): Promise<void>;
}

export interface DeskOptions {
  env: WorkerEnv;
  screen: Screen;
  signal: AbortSignal;
  stdin: Input;
  stderr: Output;
  isVerbose: boolean;
}

/** Opens the desk. Connects to nothing yet. */
export function openDesk(options: DeskOptions): Desk {
  const { env, screen, signal, stdin, stderr, isVerbose } = options;
  const clock = createClock({
    scale: env.timeScale,
    ...(env.timeOrigin === undefined ? {} : { originMs: env.timeOrigin }),
  });
  const level = isVerbose ? (env.logLevel === 'info' ? 'debug' : env.logLevel) : 'silent';
  const logger = createLogger({ service: 'cli', level, clock, destination: stderr });
  const database = openDatabase({ url: env.databaseUrl, applicationName: 'cli', poolSize: 4 });
  const queue = createQueueDoor({ env, clock, logger });
  return {
    env,
    clock,
    times: createTimes(env.timeZone, clock),
    logger,
    database,
    ports: {
      database,
      clock,
      get backend() {
        return queue.open().backend;
      },
      get ringer() {
        return queue.open().ringer;
      },
    },
    screen,
    ask: createAsker({ stdin, stderr, signal }),
    signal,
    actor: (why) => ({ by: `cli:${findUserName()}`, reason: why }),
    close: async () => {
      await queue.close();
      await database.close();
    },
  };
}

interface QueueDoor {
  open(): { backend: Backend; ringer: Ringer };
  close(): Promise<void>;
}

function createQueueDoor({
  env,
  clock,
  logger,
}: {
  env: WorkerEnv;
  clock: Clock;
  logger: Logger;
}): QueueDoor {
  const { databaseUrl, redisUrl } = env;
  let opened: { backend: Backend; ringer: Ringer } | undefined;
  return {
    open: () => {
      if (opened === undefined) {
        const backend = openBackend({
          ...{ databaseUrl, redisUrl, clock, logger, role: 'producer' },
          patienceMs: COMMAND_PATIENCE_MS,
        });
        opened = { backend, ringer: createRinger({ backend, clock, logger }) };
      }
      return opened;
    },
    close: async () => {
      await opened?.ringer.close();
      await opened?.backend.close();
    },
  };
}

function findUserName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container's user may have no entry in its passwd file.
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}
