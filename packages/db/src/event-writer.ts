import type pg from 'pg';
import { createGroupCommit } from './group-commit.ts';

export interface NewEvent {
  source: string;
  account: string;
  /** The vendor's own event id; absent where the vendor sends none: then every POST counts. */
  eventKey?: string;
  /** The raw body, secrets already stripped. */
  body: string;
}

export interface EventAddress {
  source: string;
  account: string;
}

export interface EventWriter {
  /** Resolves after the commit. Rejects when PostgreSQL did not take it: then nothing was stored. */
  write(event: NewEvent): Promise<'stored' | 'duplicate'>;
  /** Calls back once per committed batch with the distinct addresses in it. */
  onCommitted(listener: (batch: readonly EventAddress[]) => void): void;
  readonly pending: number;
  /** Resolves when all that was written is answered. */
  close(): Promise<void>;
}

/** The body cannot be kept as text. Nothing was stored. */
export class EventRefused extends Error {
  constructor() {
    super('The body contains a NUL character. Send text.');
    this.name = 'EventRefused';
  }
}

const INSERT = `
  INSERT INTO inbound_event (source, account, event_key, body)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])`;
const INSERT_KEYED = `${INSERT}
  ON CONFLICT (source, account, event_key) WHERE event_key IS NOT NULL DO NOTHING
  RETURNING source, account, event_key`;

/** Commits inbound events, many requests to one commit; 64 rows already reach the full rate. */
export function createEventWriter(pool: pg.Pool, options: { maxBatch?: number } = {}): EventWriter {
  const listeners: ((batch: readonly EventAddress[]) => void)[] = [];
  const group = createGroupCommit<NewEvent, 'stored' | 'duplicate'>({
    maxBatch: options.maxBatch ?? 256,
    flush: async (events) => {
      const outcomes = await insertBatch(pool, events);
      const addresses = distinctAddresses(events);
      for (const listener of listeners) listener(addresses);
      return outcomes;
    },
  });
  return {
    write: (event) => {
      // PostgreSQL text holds no NUL, and one such body would refuse its whole batch.
      if (event.body.includes('\0')) return Promise.reject(new EventRefused());
      return group.write(event);
    },
    onCommitted: (listener) => void listeners.push(listener),
    get pending() {
      return group.pending;
    },
    close: () => group.settle(),
  };
}

async function insertBatch(
  pool: pg.Pool,
  events: readonly NewEvent[],
): Promise<('stored' | 'duplicate')[]> {
  const isKeyed = events.some(({ eventKey }) => eventKey !== undefined);
  const { rows } = await pool.query<{ source: string; account: string; event_key: string | null }>({
    name: isKeyed ? 'insert-keyed-events' : 'insert-events',
    text: isKeyed ? INSERT_KEYED : INSERT,
    values: [
      events.map(({ source }) => source),
      events.map(({ account }) => account),
      events.map(({ eventKey }) => eventKey ?? null),
      events.map(({ body }) => body),
    ],
  });
  if (!isKeyed) return events.map(() => 'stored');
  // Each stored row answers one writer of its key; further writers of the same key are duplicates.
  const stored = new Set(rows.map((row) => toKey(row.source, row.account, row.event_key)));
  return events.map(({ source, account, eventKey }) => {
    if (eventKey === undefined) return 'stored';
    return stored.delete(toKey(source, account, eventKey)) ? 'stored' : 'duplicate';
  });
}

function toKey(source: string, account: string, eventKey: string | null): string {
  return JSON.stringify([source, account, eventKey]);
}

function distinctAddresses(events: readonly NewEvent[]): EventAddress[] {
  const seen = new Map<string, EventAddress>();
  for (const { source, account } of events) {
    const key = `${source}/${account}`;
    if (!seen.has(key)) seen.set(key, { source, account });
  }
  return [...seen.values()];
}
