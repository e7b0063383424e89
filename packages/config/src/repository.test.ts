import { describe, expect, it } from 'vitest';
import { emptyWordOf, isKebabCase } from './laws/empty-words.ts';
import { listProjectFiles, readProjectFile, root } from './project-files.ts';

const paths = listProjectFiles();
const ours = paths.filter((path) => !path.startsWith('packages/config/fixtures/'));
const texts = ours.filter((path) =>
  /(?:\.(?:[cm]?[jt]s|json|md|ya?ml|sql|prisma|html|css|svg|sh|toml|example)|(?:^|\/)(?:run|Dockerfile|LICENSE|\.[\w.-]+))$/.test(
    path,
  ),
);

/** `path:line` of every line that a check refuses. */
function refusedLines(
  among: string[],
  isRefused: (line: string, before: string) => boolean,
): string[] {
  return among.flatMap((path) => {
    const lines = readProjectFile(path).split('\n');
    return lines.flatMap((line, index) =>
      isRefused(line, lines[index - 1] ?? '') ? [`${path}:${index + 1}`] : [],
    );
  });
}

describe('names', () => {
  it('no file or folder is named with a word that fits everything', () => {
    const named = ours.filter((path) => !path.startsWith('docs/'));
    expect(named.filter((path) => emptyWordOf(path))).toEqual([]);
  });

  it('sources and their folders are kebab-case', () => {
    const sources = ours.filter((path) => /^(?:apps|packages)\/.*\.ts$/.test(path));
    expect(sources.filter((path) => !isKebabCase(path))).toEqual([]);
  });

  it('what runs on the server is TypeScript, so that no law can be passed by in another dialect', () => {
    const dialects = ours.filter((path) =>
      /^(?:apps|packages)\/.*\.(?:[cm]?js|[cm]ts|[jt]sx)$/.test(path),
    );
    expect(dialects.filter((path) => !path.startsWith('apps/api/src/web/'))).toEqual([]);
  });

  it('every folder of the connectors is a vendor that product and fakes know by the same word', () => {
    const known =
      /^packages\/connectors\/src\/(?:http|testing|bitrix24|isales|fieldcontrol|bling|shop|onec|telegram|openrouter|geo)\//;
    const folders = ours.filter((path) => /^packages\/connectors\/src\/[^/]+\//.test(path));
    expect(folders.filter((path) => !known.test(path))).toEqual([]);
  });
});

describe('what a file must not carry', () => {
  // Written in pieces, so that this file does not find itself.
  const placesOfOneMachine = [
    ['..', 'shared'].join('/'),
    ['.lib', 'rary'].join(''),
    ['', 'work', ''].join('/'),
    ['', 'farm', ''].join('/'),
    ['', 'root', ''].join('/'),
    ['registry', 'npmjs'].join('.'),
    ['deb', 'debian'].join('.'),
    root,
  ];

  it('the path of a machine or the host of a registry', () => {
    const isRefused = (line: string): boolean =>
      placesOfOneMachine.some((place) => line.includes(place));
    expect(refusedLines(texts, isRefused)).toEqual([]);
  });

  it('an exception from a law without its name and its reason', () => {
    const isRefused = (line: string, before: string): boolean => {
      if (!/(?:\/\/|\/\*)\s*eslint-disable/.test(line)) return false;
      const [directive, reason] = line.split(' -- ');
      const isNamed = /eslint-disable(?:-next-line|-line)?\s+[@\w]/.test(directive ?? '');
      const isExplained = reason !== undefined || /^\s*(?:\/\/|\*)/.test(before);
      return !isNamed || !isExplained;
    };
    expect(
      refusedLines(
        texts.filter((path) => path.endsWith('.ts')),
        isRefused,
      ),
    ).toEqual([]);
  });

  it('an exception from a law of the house itself', () => {
    const isRefused = (line: string): boolean => /eslint-disable.*\bponte\//.test(line);
    expect(
      refusedLines(
        texts.filter((path) => path.endsWith('.ts')),
        isRefused,
      ),
    ).toEqual([]);
  });
});

it('no environment file but the example gets into the image', () => {
  const lines = readProjectFile('.dockerignore').split('\n');
  for (const line of ['.env', '.env.*', '!.env.example']) expect(lines).toContain(line);
  expect(lines.indexOf('!.env.example')).toBeGreaterThan(lines.indexOf('.env.*'));
});
