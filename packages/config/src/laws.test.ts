import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint, type Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { walls } from './eslint.ts';
import { listSources, readMarks, type Mark } from './refused-marks.ts';

const fixtures = join(import.meta.dirname, '../fixtures/lint');
const folders = readdirSync(fixtures, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
/** All fixtures are one program to the compiler, which spares a start for each. */
const oneProgram = {
  languageOptions: { parserOptions: { project: ['tsconfig.json'], tsconfigRootDir: fixtures } },
};

/** The linter of a fixture folder, which it takes for a whole repository. */
function linterOf(folder: string): ESLint {
  return new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    overrideConfig: [...walls(folder), oneProgram] as Linter.Config[],
  });
}

async function lint(folder: string): Promise<Mark[]> {
  const results = await linterOf(folder).lintFiles(listSources(folder));
  return results
    .flatMap(({ filePath, messages }) =>
      messages.map(
        ({ line, ruleId, message }): Mark =>
          `${filePath.slice(folder.length + 1)}:${line} ${ruleId ?? message}`,
      ),
    )
    .sort();
}

describe('a law refuses exactly the marked lines of its fixture', () => {
  it.each(folders)('%s', async (name) => {
    const folder = join(fixtures, name);
    expect(await lint(folder)).toEqual(readMarks(folder));
  });
});

describe('a budget holds to the line', () => {
  const folder = join(fixtures, 'budgets');
  const linter = linterOf(folder);
  const rulesFor = async (path: string, text: string): Promise<(string | null)[]> => {
    const results = await linter.lintText(text, { filePath: join(folder, path) });
    return results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId));
  };
  const linesOf = (count: number): string =>
    `${'// line\n'.repeat(count - 1)}export const last = 1;`;
  const functionOf = (count: number): string =>
    `export function long(): void {\n${'  void 0;\n'.repeat(count - 2)}}`;

  it.each([
    ['packages/jobs/src/long.ts', 400],
    ['packages/integrations/src/bitrix24-deals/drain-deals.ts', 120],
    ['packages/integrations/src/bitrix24-deals/jobs.ts', 400],
    ['packages/integrations/src/bitrix24-deals/rules/decide-deal.ts', 120],
  ])('%s may have %i lines and not one more', async (path, limit) => {
    expect(await rulesFor(path, linesOf(limit))).toEqual([]);
    expect(await rulesFor(path, linesOf(limit + 1))).toEqual(['max-lines']);
  });

  it('a function may have 80 lines and not one more', async () => {
    expect(await rulesFor('packages/jobs/src/long.ts', functionOf(80))).toEqual([]);
    expect(await rulesFor('packages/jobs/src/long.ts', functionOf(81))).toEqual([
      'max-lines-per-function',
    ]);
  });

  it('a test has no budget', async () => {
    expect(await rulesFor('packages/jobs/src/long.test.ts', linesOf(500))).toEqual([]);
    expect(await rulesFor('packages/jobs/src/long.test.ts', functionOf(500))).toEqual([]);
  });
});

it('every rule of the config is proved by a fixture', () => {
  const switchedOn = walls(fixtures).flatMap(({ rules = {} }) =>
    Object.entries(rules).flatMap(([rule, level]) => (level === 'off' ? [] : [rule])),
  );
  const proved = folders.flatMap((name) =>
    readMarks(join(fixtures, name)).map((mark) => mark.slice(mark.indexOf(' ') + 1)),
  );
  const provedByPadding = ['max-lines', 'max-lines-per-function'];
  const known = new Set([...proved, ...provedByPadding]);
  expect(switchedOn.filter((rule) => !known.has(rule))).toEqual([]);
});
