import { describe, expect, it } from 'vitest';
import { allowances, owners } from './allowed-dependencies.ts';
import { listProjectFiles, readProjectFile } from './project-files.ts';

interface Manifest {
  name: string;
  exports?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

const paths = listProjectFiles();
const workspaces = paths
  .map((path) => /^((?:apps|packages)\/[^/]+)\/package\.json$/.exec(path)?.[1])
  .filter((path) => path !== undefined);
const manifestOf = (workspace: string): Manifest =>
  JSON.parse(readProjectFile(`${workspace}/package.json`)) as Manifest;
const isOurs = (name: string): boolean => name.startsWith('@ponte/');

it('every package of the workspace has its row in the table', () => {
  expect(workspaces.toSorted()).toEqual(Object.keys(allowances).toSorted());
});

describe.each(workspaces)('%s', (workspace) => {
  const { dependencies = {}, devDependencies = {}, exports: doors = {} } = manifestOf(workspace);
  const allowance = allowances[workspace];
  const beyond = (names: string[], allowed: readonly string[] = []): string[] =>
    names.filter((name) => !allowed.includes(name));

  it('ships with no package of ours that the arrows do not allow', () => {
    expect(beyond(Object.keys(dependencies).filter(isOurs), allowance?.ours)).toEqual([]);
  });

  it('tests with no package of ours that the arrows do not allow', () => {
    expect(beyond(Object.keys(devDependencies).filter(isOurs), allowance?.oursInTests)).toEqual([]);
  });

  it('lists no library that it has no business with', () => {
    const libraries = Object.keys(dependencies).filter((name) => !isOurs(name));
    if (allowance?.libraries !== 'any') expect(beyond(libraries, allowance?.libraries)).toEqual([]);
  });

  it('lists no library that belongs to another package', () => {
    // A flow test may look at the rows and the keys themselves.
    const testTools = ['pg', 'ioredis'];
    const names = [
      ...Object.keys(dependencies),
      ...Object.keys(devDependencies).filter((name) => !testTools.includes(name)),
    ];
    expect(names.filter((name) => owners[name] && !owners[name].includes(workspace))).toEqual([]);
  });

  it('pins every version exactly', () => {
    const versions = Object.entries({ ...dependencies, ...devDependencies });
    const loose = versions.filter(([, version]) => !/^(?:workspace:\*|\d[\w.+-]*)$/.test(version));
    expect(loose).toEqual([]);
  });

  it('opens doors onto its own sources only', () => {
    const odd = Object.values(doors).filter(
      (target) => !/^\.\/(?:src\/.+\.ts|tsconfig\.base\.json)$/.test(target),
    );
    expect(odd).toEqual([]);
  });

  it('is compiled under rootDir, without references that would open a way out', () => {
    const { compilerOptions, references } = JSON.parse(
      readProjectFile(`${workspace}/tsconfig.json`),
    ) as { compilerOptions: Record<string, unknown>; references?: unknown };
    expect(compilerOptions).toEqual({ rootDir: 'src' });
    expect(references).toBeUndefined();
  });
});
