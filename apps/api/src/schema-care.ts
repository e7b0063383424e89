import type { Database } from '@ponte/db/client';
import { migrate } from '@ponte/db/migrate';
import type { Logger } from '@ponte/logging';
import { createFirstLink } from './auth/first-administrator.ts';

export interface SchemaCare {
  /** Undefined once the schema is this version's. */
  readonly problem: string | undefined;
  readonly setupLink: string | undefined;
  /** Resolves after the first try, however it ended. */
  readonly firstTry: Promise<void>;
  stop(): Promise<void>;
}

export interface SchemaCareOptions {
  readonly database: Database;
  readonly logger: Logger;
  /** How people reach this server. */
  readonly baseUrl: string;
  readonly tell: (line: string) => void;
}

/** Real milliseconds between tries. */
const RETRY_MS = 1_000;

/**
 * Brings the schema up to date and, on the very first start, tells the link that makes the first
 * administrator. Goes on trying while PostgreSQL is away.
 */
export function startSchemaCare(options: SchemaCareOptions): SchemaCare {
  const { database, logger } = options;
  let problem: string | undefined = 'The schema was not looked at yet.';
  let setupLink: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let isTold = false;

  const tryOnce = async (): Promise<void> => {
    try {
      const applied = await migrate(database.url);
      if (applied.length > 0) logger.info({ applied }, 'database.migrated');
      setupLink = await createFirstLink(database, options.baseUrl);
      problem = undefined;
      if (setupLink !== undefined) options.tell(toLine(setupLink));
    } catch (err) {
      problem = 'The migrations could not be applied; the log of the api says why.';
      if (!isTold) logger.warn({ err }, 'database.unreachable');
      isTold = true;
      if (!isStopped) timer = setTimeout(begin, RETRY_MS);
    }
  };
  let round = tryOnce();
  const begin = (): void => {
    round = tryOnce();
  };
  return {
    get problem() {
      return problem;
    },
    get setupLink() {
      return setupLink;
    },
    firstTry: round,
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await round;
    },
  };
}

function toLine(link: string): string {
  return `Open ${link} to make the first administrator (valid 24 h, once).`;
}
