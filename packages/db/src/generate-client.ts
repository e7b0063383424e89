import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Writes the Prisma client after an install. `prisma generate` wants to download a schema engine
 * that it does not need for this; the install script points it at a program that exists, which
 * keeps it from trying.
 */
const cli = fileURLToPath(import.meta.resolve('prisma/build/index.js'));
const { status } = spawnSync(process.execPath, [cli, 'generate', '--no-hints'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  stdio: ['ignore', 'ignore', 'inherit'],
});
process.exitCode = status ?? 1;
