/** Answers that are believed for a while, and asked for once by however many who want them. */
import { hash } from 'node:crypto';
import type { Clock } from '@ponte/clock';
import type { Logger } from '@ponte/logging';
import { toMaskedMessage } from '@ponte/logging/mask';

/** Where answers survive a restart. Keys are hashes: nobody reads an address out of them. */
export interface GeoCache {
  read(key: string): Promise<{ readonly text: string; readonly at: Date } | undefined>;
  write(key: string, entry: { readonly text: string; readonly at: Date }): Promise<void>;
}

export interface CachedQuestion<Value> {
  /** `viacep`, `nominatim`, … */
  readonly provider: string;
  /** What is asked, as one text that is equal for equal questions. */
  readonly question: string;
  readonly fresh: boolean;
  /** Reads a kept answer; undefined when it is of another form. */
  readonly parse: (kept: unknown) => Value | undefined;
  /** Virtual ms for which this answer is believed. */
  readonly ageOf: (value: Value) => number;
  readonly ask: () => Promise<Value>;
}

export type AskCached = <Value>(question: CachedQuestion<Value>) => Promise<Value>;

/** Binds a cache; without one only askers at the same time share an answer. */
export function createAskCached(
  cache: GeoCache | undefined,
  clock: Clock,
  logger: Logger,
): AskCached {
  const running = new Map<string, Promise<unknown>>();

  // A cache that fails costs a request and nothing else.
  const tell = (thrown: unknown): undefined => {
    logger.warn({ reason: toMaskedMessage(thrown) }, 'geo.cache_failed');
    return undefined;
  };

  async function findKept<Value>(
    key: string,
    { fresh, parse, ageOf }: CachedQuestion<Value>,
  ): Promise<Value | undefined> {
    if (fresh || cache === undefined) return undefined;
    const entry = await cache.read(key).catch(tell);
    const value = entry === undefined ? undefined : parse(parseJson(entry.text));
    if (entry === undefined || value === undefined) return undefined;
    return clock.nowMs() - entry.at.getTime() < ageOf(value) ? value : undefined;
  }

  async function find<Value>(key: string, question: CachedQuestion<Value>): Promise<Value> {
    const kept = await findKept(key, question);
    if (kept !== undefined) return kept;
    const value = await question.ask();
    const entry = { text: JSON.stringify(value), at: clock.now() };
    await cache?.write(key, entry).catch(tell);
    return value;
  }

  return <Value>(question: CachedQuestion<Value>): Promise<Value> => {
    const digest = hash('sha256', `${question.provider} ${question.question}`);
    const key = `geo.${question.provider}:${digest}`;
    const flight = running.get(key);
    if (flight !== undefined) return flight as Promise<Value>;
    const own = find(key, question).finally(() => running.delete(key));
    running.set(key, own);
    return own;
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
