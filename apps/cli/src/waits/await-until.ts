import { setTimeout as sleep } from 'node:timers/promises';
import type { Desk } from '../desk.ts';
import type { Progress } from '../output/spinner.ts';
import { keepWorker } from './keep-worker.ts';

export interface Wait<T> {
  /** What is waited for: `waiting for deal:7405`. */
  text: string;
  /** Real milliseconds; Infinity for as long as it takes. */
  timeoutMs: number;
  /** Undefined as long as it is not there; may say how far it is. */
  look(progress: Progress): Promise<T | undefined>;
}

const LOOK_EVERY_MS = 200;

/**
 * Waits until `look` finds something, with a sign of progress and with somebody at work; undefined
 * when the time is over. Rejects with the interruption on Ctrl-C.
 */
export async function awaitUntil<T>(desk: Desk, wait: Wait<T>): Promise<T | undefined> {
  const { screen, signal } = desk;
  const progress = screen.progress(`${wait.text} …`);
  const keeper = keepWorker(desk);
  const until = performance.now() + wait.timeoutMs;
  try {
    for (;;) {
      signal.throwIfAborted();
      const found = await wait.look(progress);
      if (found !== undefined) return found;
      if (performance.now() >= until) return undefined;
      await keeper.tend();
      await sleep(LOOK_EVERY_MS, undefined, { signal });
    }
  } finally {
    progress.end();
    await keeper.close();
  }
}
