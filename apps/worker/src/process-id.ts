import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Who this process is, in rows that others read: host, process id, and the boot and process-id
 * namespace in which that id means something.
 */
export function createProcessId(suffix = ''): string {
  return [hostname(), process.pid, `${findNamespace()}${suffix}`].join('/');
}

/**
 * True when the process behind an id certainly no longer runs: it lived in our own boot and
 * namespace, and nothing answers there under its number. Otherwise false: then only time tells.
 */
export function isCertainlyDead(id: string): boolean {
  const [host, pid, namespace] = id.split('/');
  const ours = findNamespace();
  if (ours === UNKNOWN || host !== hostname() || namespace?.split('+')[0] !== ours) return false;
  const number = Number(pid);
  if (!Number.isInteger(number) || number <= 0) return false;
  try {
    process.kill(number, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

const UNKNOWN = 'unknown';

function findNamespace(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
    return `${boot}-${readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')}`;
  } catch {
    return UNKNOWN;
  }
}
