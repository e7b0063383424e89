import type { Database } from '@ponte/db/client';
import { DatabaseIsNewer } from '@ponte/db/migrate';
import type { Logger } from '@ponte/logging';
import { migrateWhenPossible } from '@ponte/operations/migrate-when-possible';
import { createFirstLink } from './auth/first-administrator.ts';
import { settledWithin } from './settled-within.ts';

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
  /** Called once when this version cannot work with the database at all. */
  readonly onNewer: (error: DatabaseIsNewer) => void;
}

/** Real milliseconds for a try that is under way when the process must end. */
const STOP_WITHIN_MS = 1_000;

/**
 * Brings the schema up to date and, on the very first start, tells the link that makes the first
 * administrator. Goes on trying while PostgreSQL is away.
 */
export function startSchemaCare(options: SchemaCareOptions): SchemaCare {
  const { database, logger, onNewer } = options;
  const stopping = new AbortController();
  let problem: string | undefined = 'The schema was not looked at yet.';
  let setupLink: string | undefined;
  let markTried: () => void = () => undefined;
  const firstTry = new Promise<void>((resolve) => (markTried = resolve));

  const care = async (): Promise<void> => {
    try {
      await migrateWhenPossible({
        ...{ databaseUrl: database.url, logger, signal: stopping.signal },
        afterwards: async () => {
          setupLink = await createFirstLink(database, options.baseUrl);
        },
        onTrouble: () => {
          problem = 'The migrations could not be applied; the log of the api says why.';
          markTried();
        },
      });
      problem = undefined;
      if (setupLink !== undefined) options.tell(toLine(setupLink));
    } catch (error) {
      if (stopping.signal.aborted) return;
      if (!(error instanceof DatabaseIsNewer)) throw error;
      problem = error.message;
      onNewer(error);
    } finally {
      markTried();
    }
  };
  const caring = care();
  return {
    get problem() {
      return problem;
    },
    get setupLink() {
      return setupLink;
    },
    firstTry,
    stop: async () => {
      stopping.abort(new Error('The api stops.'));
      await settledWithin(caring, STOP_WITHIN_MS);
    },
  };
}

function toLine(link: string): string {
  return `Open ${link} to make the first administrator (valid 24 h, once).`;
}
