import type { JobProgress } from 'bullmq';

/**
 * A job that sleeps because the vendor said when to come back carries the end of that sleep as its
 * progress (real epoch milliseconds). It ages by itself: once the time is over it means nothing.
 */
export function toVendorMark(untilMs: number): { until: number } {
  return { until: Math.ceil(untilMs) };
}

export function isHeldByVendor(progress: JobProgress): boolean {
  if (typeof progress !== 'object' || progress === null || !('until' in progress)) return false;
  return typeof progress.until === 'number' && progress.until > Date.now();
}
