import { randomUUID } from 'node:crypto';

/** A UUID of version 7: time-ordered by the given epoch milliseconds, the rest is chance. */
export function newRunId(epochMs: number): string {
  const time = Math.floor(epochMs).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8, 12)}-7${randomUUID().slice(15)}`;
}
