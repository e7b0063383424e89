import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { root } from './project-files.ts';
import { readMarks, type Mark } from './refused-marks.ts';

const fixtures = join(import.meta.dirname, '../fixtures/compiler');

/** What the compiler of the packages (TypeScript 7, not the linter's) says about a fixture. */
function compile(folder: string): Mark[] {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return [...stdout.matchAll(/^(\S+)\((\d+),\d+\): error (TS\d+):/gm)]
    .map(([, path, line, code]): Mark => `${path}:${Number(line)} ${code}`)
    .sort();
}

describe('the compiler refuses exactly the marked lines of a fixture', () => {
  it.each(readdirSync(fixtures))('%s', (name) => {
    const folder = join(fixtures, name);
    expect(compile(folder)).toEqual(readMarks(folder));
  });
});

describe('what a package does not list, it cannot reach', () => {
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  };
  const isReachable = (workspace: string, name: string): boolean => {
    const from = join(root, workspace, 'src/any-file.ts');
    const mode = ts.ModuleKind.ESNext;
    const found = ts.resolveModuleName(name, from, options, ts.sys, undefined, undefined, mode);
    return found.resolvedModule !== undefined;
  };

  it.each([
    'axios',
    'bullmq',
    'pg',
    'ioredis',
    '@prisma/client',
    '@ponte/db/client',
    '@ponte/worker/start',
  ])('integrations cannot reach %s', (name) =>
    expect(isReachable('packages/integrations', name)).toBe(false),
  );
  it.each(['zod', '@ponte/clock', '@ponte/jobs/define', '@ponte/connectors/bitrix24/model'])(
    'fakes cannot reach %s',
    (name) => expect(isReachable('packages/fakes', name)).toBe(false),
  );
  it.each([
    'bullmq',
    'pg',
    '@ponte/db/client',
    '@ponte/jobs/define',
    '@ponte/integrations/catalogue',
  ])('connectors cannot reach %s', (name) =>
    expect(isReachable('packages/connectors', name)).toBe(false),
  );
  it.each(['axios', 'bullmq', 'bottleneck', 'pg', '@prisma/client'])(
    'apps/api cannot reach %s',
    (name) => expect(isReachable('apps/api', name)).toBe(false),
  );
  it('a listed dependency is reached, so the question is a fair one', () => {
    expect(isReachable('packages/connectors', 'axios')).toBe(true);
    expect(isReachable('packages/integrations', '@ponte/jobs/define')).toBe(true);
  });
});
