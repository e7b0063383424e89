import type { Logger } from '@ponte/logging';

const QUIET_MS = 10_000;

/** Writes the first trouble of a kind and then at most one line in ten real seconds, with a count. */
export function createTroubleLog(
  logger: Logger,
  event: string,
): (error: unknown, fields?: Record<string, unknown>) => void {
  const seen = new Map<string, { until: number; hidden: number }>();
  return (error, fields = {}) => {
    const key = error instanceof Error ? `${error.name} ${error.message}`.slice(0, 200) : 'unknown';
    const now = Date.now();
    const last = seen.get(key);
    if (last !== undefined && last.until > now) {
      last.hidden += 1;
      return;
    }
    if (seen.size > 100) seen.clear();
    seen.set(key, { until: now + QUIET_MS, hidden: 0 });
    logger.warn({ ...fields, err: error, repeated: last?.hidden ?? 0 }, event);
  };
}
