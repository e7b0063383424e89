import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The absolute path of the repository. */
export const root = join(import.meta.dirname, '../../..');

const notOurs =
  /(?:^|\/)(?:node_modules|\.git|\.turbo|\.ponte|coverage|generated)(?:\/|$)|\.tsbuildinfo$|(?:^|\/)\.env$/;

/**
 * Every file that belongs to the project, from the root and with forward slashes. It asks the disk and not
 * git, so that a file counts before it is committed and a copy without history can be checked.
 */
export function listProjectFiles(): string[] {
  return globSync('**/*', {
    cwd: root,
    withFileTypes: true,
    exclude: (entry) => notOurs.test(join(entry.parentPath, entry.name).slice(root.length + 1)),
  })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !notOurs.test(path))
    .sort();
}

/** The text of a project file, named from the root. */
export function readProjectFile(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
