import type { ChildProcess } from 'node:child_process';

const alive = new Set<ChildProcess>();
let isWatching = false;

/**
 * Ends this child when our process ends in an orderly way; servers of a test run must not outlive it.
 */
export function endWithUs(child: ChildProcess, signal: NodeJS.Signals): void {
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  if (isWatching) return;
  isWatching = true;
  process.once('exit', () => {
    for (const one of alive) one.kill(signal);
  });
}

/** Sends the signal and resolves when the child is gone; at once if it already is. */
export function endChild(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}
