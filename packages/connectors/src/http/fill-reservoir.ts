import type Bottleneck from 'bottleneck';
import type { Reservoir } from './limit-numbers.ts';

/** Real milliseconds from one filling to the next. */
export const BEAT_MS = 25;

/**
 * Fills a reservoir that lives in this process, a little at every beat, until the returned function
 * is called. Bottleneck's own increase counts each interval from whenever its timer fired, so that
 * every late beat costs a part of the rate for good; here all the time that has passed counts.
 */
export function fillReservoir(
  limiter: Bottleneck,
  { amount, intervalMs, maximum }: Reservoir,
  onFailure: (thrown: unknown) => void,
): () => void {
  let filledAt = performance.now();
  let isFilling = false;

  async function fill(): Promise<void> {
    if (isFilling) return;
    isFilling = true;
    try {
      const level = (await limiter.currentReservoir()) ?? maximum;
      const now = performance.now();
      const due = ((now - filledAt) / intervalMs) * amount;
      filledAt = now;
      const more = Math.min(due, maximum - level);
      if (more > 0) await limiter.incrementReservoir(more);
    } catch (thrown) {
      onFailure(thrown);
    } finally {
      isFilling = false;
    }
  }

  const timer = setInterval(() => void fill(), BEAT_MS);
  timer.unref();
  return () => clearInterval(timer);
}
