import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { createGroupCommit } from './group-commit.ts';

export interface NewEvent {
  source: string;
  account: string;
  /** The vendor's own event id; absent or empty where the vendor sends none: then every POST counts. */
  eventKey?: string;
  /** The raw body, secrets already stripped. */
  body: string;
}

export interface EventAddress {
  source: string;
  account: string;
}

type Outcome = 'stored' | 'duplicate';

export interface EventWriter {
  /** Resolves after the commit. Rejects when PostgreSQL did not take it: then nothing was stored. */
  write(event: NewEvent): Promise<Outcome>;
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

/**
 * Each column travels as one joined text: an array literal would have to escape every body here and
 * to read it back there, which costs more than the row itself. An empty text stands for no key.
 */
const INSERT = `
  INSERT INTO inbound_event (source, account, event_key, body)
  SELECT source, account, event_key, coalesce(body, '')
    FROM unnest(string_to_array($1, $5), string_to_array($2, $5),
                string_to_array($3, $5, ''), string_to_array($4, $5))
      AS given (source, account, event_key, body)`;
const INSERT_NEW = `${INSERT}
  ON CONFLICT (source, account, event_key) WHERE event_key IS NOT NULL DO NOTHING
  RETURNING concat_ws($5, source, account, event_key) AS key`;

/** ASCII's record separator: no vendor sends it, and where one does another separator is made. */
const SEPARATOR = '\x1e';

/** Batches that look for repetitions after one has come. */
const WARY_BATCHES = 32;

/**
 * Rows of one commit. At 32 a row already costs nearly what it costs at 256, and senders who wait
 * do not fall into step: while one part's commit is under way, the others are read and answered.
 * Where commits are so slow that many wait, there is more to win from large ones.
 */
function toBatchSize(waiting: number): number {
  return waiting <= 128 ? 32 : 256;
}

/** Commits inbound events, many requests to one commit. */
export function createEventWriter(
  pool: pg.Pool,
  { maxBatch }: { maxBatch?: number } = {},
): EventWriter {
  const listeners: ((batch: readonly EventAddress[]) => void)[] = [];
  const insert = createInsert(pool);
  const group = createGroupCommit<NewEvent, Outcome>({
    toBatchSize: maxBatch === undefined ? toBatchSize : () => maxBatch,
    flush: async (events) => {
      const outcomes = await insert(events);
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

/**
 * Inserts without looking for repetitions, which costs a fifth less, as long as none comes. One that
 * comes refuses its batch (PostgreSQL's log says `duplicate key`); the batch is written again with a
 * look, and so are some after it, because a vendor that repeats one event mostly repeats many.
 */
function createInsert(pool: pg.Pool): (events: readonly NewEvent[]) => Promise<Outcome[]> {
  let wary = 0;
  return async (events) => {
    const isKeyed = events.some(({ eventKey }) => hasKey(eventKey));
    if (isKeyed && wary > 0) {
      wary -= 1;
      return insertNew(pool, events);
    }
    try {
      const values = toValues(events, chooseSeparator(events));
      await pool.query({ name: 'insert-events', text: INSERT, values });
      return events.map(() => 'stored');
    } catch (error) {
      if (!isRepetition(error)) throw error;
      wary = WARY_BATCHES;
      return insertNew(pool, events);
    }
  };
}

async function insertNew(pool: pg.Pool, events: readonly NewEvent[]): Promise<Outcome[]> {
  const separator = chooseSeparator(events);
  const { rows } = await pool.query<{ key: string }>({
    name: 'insert-new-events',
    text: INSERT_NEW,
    values: toValues(events, separator),
  });
  if (rows.length === events.length) return events.map(() => 'stored');
  // Each stored row answers one writer of its key; further writers of the same key are duplicates.
  const stored = new Set(rows.map(({ key }) => key));
  return events.map(({ source, account, eventKey }) => {
    if (!hasKey(eventKey)) return 'stored';
    return stored.delete([source, account, eventKey].join(separator)) ? 'stored' : 'duplicate';
  });
}

function toValues(events: readonly NewEvent[], separator: string): string[] {
  const join = (column: (event: NewEvent) => string): string => events.map(column).join(separator);
  return [
    join(({ source }) => source),
    join(({ account }) => account),
    join(({ eventKey }) => eventKey ?? ''),
    join(({ body }) => body),
    separator,
  ];
}

function isRepetition(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'constraint') === 'inbound_event_key';
}

function hasKey(eventKey: string | undefined): boolean {
  return eventKey !== undefined && eventKey !== '';
}

/** A text that stands in no column, so that no sender can cut one event into two. */
function chooseSeparator(events: readonly NewEvent[]): string {
  const isTaken = events.some(
    ({ source, account, eventKey, body }) =>
      body.includes(SEPARATOR) ||
      (eventKey?.includes(SEPARATOR) ?? false) ||
      account.includes(SEPARATOR) ||
      source.includes(SEPARATOR),
  );
  return isTaken ? `${SEPARATOR}${randomUUID()}` : SEPARATOR;
}

function distinctAddresses(events: readonly NewEvent[]): EventAddress[] {
  const seen = new Map<string, EventAddress>();
  for (const { source, account } of events) {
    const key = `${source}/${account}`;
    if (!seen.has(key)) seen.set(key, { source, account });
  }
  return [...seen.values()];
}
