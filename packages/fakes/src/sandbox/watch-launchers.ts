import { readFileSync } from 'node:fs';

const everyMs = 500;
// npm, npx, pnpm and the shells they put in between; never the shell of the person who called them.
const launcher =
  /^(npm |npx |pnpm |\S*sh \S*\/\.bin\/|\S*sh -c ('?pnpm|npx |node )|\S*node \S*\/pnpm )/;

/**
 * Calls `stop` when a script runner that started this process is gone. The shells in between do not
 * pass signals on: without this a killed `npm run sandbox` would leave its ports taken. Where there
 * is no /proc only the direct parent is watched. The timer keeps no process alive.
 */
export function watchLaunchers(stop: () => void): void {
  const launchers = [process.ppid, ...findLaunchers(process.ppid)];
  const timer = setInterval(() => {
    if (launchers.every(isAlive) && process.ppid === launchers[0]) return;
    clearInterval(timer);
    stop();
  }, everyMs);
  timer.unref();
}

/** The ancestors above a launcher that are launchers themselves, nearest first. */
function findLaunchers(pid: number): number[] {
  const parent = isLauncher(pid) ? parentOf(pid) : undefined;
  if (parent === undefined || !isLauncher(parent)) return [];
  return [parent, ...findLaunchers(parent)];
}

function isLauncher(pid: number): boolean {
  return launcher.test(readProcess(pid, 'cmdline')?.replaceAll('\0', ' ') ?? '');
}

function parentOf(pid: number): number | undefined {
  const parent = /^PPid:\t(\d+)$/m.exec(readProcess(pid, 'status') ?? '')?.[1];
  return parent === undefined ? undefined : Number(parent);
}

function readProcess(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // The process has ended, or this system has no /proc: nothing is known of it.
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
