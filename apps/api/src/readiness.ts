import type { Database } from '@ponte/db/client';
import type { Backend } from '@ponte/jobs/backend';

export interface ReadinessCheck {
  readonly name: 'postgresql' | 'migrations' | 'queue';
  readonly ok: boolean;
  /** What is wrong or worth knowing, as sentences. */
  readonly notes: readonly string[];
}

/** Whether this process can do what it is there for. */
export interface Readiness {
  check(): Promise<readonly ReadinessCheck[]>;
}

export interface ReadinessOptions {
  readonly database: Pick<Database, 'ping'>;
  readonly backend: Pick<Backend, 'check' | 'kind'>;
  /** Undefined: the schema is this version's; else what is the matter. */
  readonly migrationProblem: () => string | undefined;
}

/**
 * Events are taken and pages shown without the queue: its trouble is told, and what it cannot ring
 * now is rung by the sweep. Taking the api out of service for it would turn a delay into a loss.
 */
export function judgeReadiness(checks: readonly ReadinessCheck[]): {
  readonly isReady: boolean;
  readonly isDegraded: boolean;
} {
  const failing = checks.filter(({ ok }) => !ok);
  return {
    isReady: failing.every(({ name }) => name === 'queue'),
    isDegraded: failing.length > 0,
  };
}

/** Real milliseconds. */
const PATIENCE_MS = 2_000;
const KEEP_MS = 1_000;

/** Looks at the stores at most once a second, however many ask. */
export function createReadiness(options: ReadinessOptions): Readiness {
  let kept: Promise<readonly ReadinessCheck[]> | undefined;
  let keptAt = 0;
  return {
    check: () => {
      if (kept === undefined || performance.now() - keptAt > KEEP_MS) {
        kept = checkAll(options);
        keptAt = performance.now();
      }
      return kept;
    },
  };
}

async function checkAll(options: ReadinessOptions): Promise<readonly ReadinessCheck[]> {
  const { database, backend, migrationProblem } = options;
  const problem = migrationProblem();
  const migrations: ReadinessCheck = {
    name: 'migrations',
    ok: problem === undefined,
    notes: problem === undefined ? [] : [problem],
  };
  const [postgresql, queue] = await Promise.all([
    look('postgresql', async () => {
      await database.ping(PATIENCE_MS);
      return [];
    }),
    look('queue', () => within(backend.check(), backend.kind)),
  ]);
  return [postgresql, migrations, queue];
}

async function look(
  name: ReadinessCheck['name'],
  ask: () => Promise<readonly string[]>,
): Promise<ReadinessCheck> {
  try {
    return { name, ok: true, notes: await ask() };
  } catch {
    // The driver's words may carry addresses; the log has them where they belong.
    return { name, ok: false, notes: [`The ${name} does not answer.`] };
  }
}

async function within<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} is late.`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
