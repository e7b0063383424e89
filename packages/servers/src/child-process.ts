import type { ChildProcess } from 'node:child_process';

/**
 * The environment of a program that a test starts as a person would: nothing of `ours` but the way to
 * programs and, so that it starts quickly, the place of compiled code.
 */
export function bareEnv(ours: NodeJS.ProcessEnv): Record<string, string> {
  const kept = ['PATH', 'NODE_COMPILE_CACHE'].map((name) => [name, ours[name]] as const);
  return Object.fromEntries(kept.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

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
