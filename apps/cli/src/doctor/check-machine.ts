import { statfs } from 'node:fs/promises';
import { arch, freemem, platform, release, totalmem } from 'node:os';
import type { CliEnv } from '../env.ts';
import { EXIT } from '../exit-codes.ts';
import { ok, problem, warning, type Check } from './check.ts';

const GIB = 1024 ** 3;
const LEAST_FREE_BYTES = GIB;

/** This process and the disk it stands on. */
export async function checkMachine(): Promise<Check[]> {
  const memory = `${toGib(freemem())} of ${toGib(totalmem())} memory free`;
  const system = `Node ${process.versions.node} on ${platform()} ${release()} ${arch()}, ${memory}`;
  const disk = await statfs(process.cwd());
  const free = disk.bavail * disk.bsize;
  const share = Math.round((100 * disk.bavail) / Math.max(1, disk.blocks));
  const words = `${toGib(free)} free, ${share} %`;
  return [
    ok('machine', system),
    free < LEAST_FREE_BYTES
      ? warning('disk', words, 'Make room: PostgreSQL stops when its disk is full.')
      : ok('disk', words),
  ];
}

/** Everything that the environment says wrongly, one line each. */
export function checkEnvironment({ problems, base }: CliEnv): Check[] {
  if (problems.length > 0) {
    return problems.map((text) => problem('environment', text, { exitCode: EXIT.usage }));
  }
  const scale = base === undefined || base.timeScale === 1 ? '' : `, time ×${base.timeScale}`;
  return [ok('environment', `complete; times in ${base?.timeZone ?? 'UTC'}${scale}`)];
}

function toGib(bytes: number): string {
  return `${(bytes / GIB).toFixed(1)} GiB`;
}
