import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One report, as a fixture expects it and as a tool gives it: `packages/jobs/src/ring.ts:4 import-x/no-cycle`. */
export type Mark = `${string}:${number} ${string}`;

/** What the lines of a fixture folder say must be refused: each ends in `// refused: <rule> <rule>`. */
export function readMarks(folder: string): Mark[] {
  const marks: Mark[] = [];
  for (const path of listSources(folder)) {
    readFileSync(join(folder, path), 'utf8')
      .split('\n')
      .forEach((line, index) => {
        const rules = line.split('// refused: ')[1]?.trim().split(' ') ?? [];
        marks.push(...rules.map((rule): Mark => `${path}:${index + 1} ${rule}`));
      });
  }
  return marks.sort();
}

/** The TypeScript files below a folder, relative to it, with forward slashes. */
export function listSources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'));
}
