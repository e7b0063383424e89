import type { TSESLint } from '@typescript-eslint/utils';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';
import { laws } from './laws/all.ts';
import { testFiles, toRule } from './laws/law.ts';

type Config = TSESLint.FlatConfig.Config;

const sources = ['**/*.ts'];
/**
 * The walls as a flat config of ESLint for the repository at `root` (absolute path). Laws of our own are
 * reported as `ponte/<law>`; what ESLint, typescript-eslint and import-x already say keeps their names.
 */
export function walls(root: string): Config[] {
  return [
    {
      name: 'ponte/not-ours-to-judge',
      ignores: [
        '**/node_modules/**',
        '**/.turbo/**',
        '**/.ponte/**',
        '**/coverage/**',
        'packages/db/src/generated/**',
        'packages/config/fixtures/**',
      ],
    },
    languageOf(root),
    ...laws.map((law) => configOf(law)),
    ...typeLaws,
    ...budgets,
    {
      name: 'ponte/no-rings',
      files: sources,
      rules: { 'import-x/no-cycle': ['error', { ignoreExternal: true }] },
    },
  ];
}

function languageOf(root: string): Config {
  return {
    name: 'ponte/language',
    files: sources,
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: {
        // One program for all: asking for each package's own would check every neighbour anew.
        project: ['packages/config/tsconfig.project.json'],
        tsconfigRootDir: root,
      },
    },
    plugins: {
      '@typescript-eslint': tseslint.plugin,
      'import-x': importX,
      ponte: { rules: Object.fromEntries(laws.map((law) => [law.id, toRule(law, root)])) },
    },
    settings: {
      'import-x/extensions': ['.ts'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [createTypeScriptImportResolver({ project: [] })],
    },
  };
}

function configOf({ id, files, ignores }: (typeof laws)[number]): Config {
  return {
    name: `ponte/${id}`,
    files: (files ?? ['**']).map((place) => [place, '**/*.ts']),
    ...(ignores && { ignores: [...ignores] }),
    rules: { [`ponte/${id}`]: 'error' },
  };
}

const typeLaws: Config[] = [
  {
    name: 'ponte/types-tell-the-truth',
    files: sources,
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unsafe-argument': 'error',
      '@typescript-eslint/no-unsafe-assignment': 'error',
      '@typescript-eslint/no-unsafe-call': 'error',
      '@typescript-eslint/no-unsafe-member-access': 'error',
      '@typescript-eslint/no-unsafe-return': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
    },
  },
  {
    name: 'ponte/nothing-floats',
    files: sources,
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
    },
  },
  {
    name: 'ponte/every-case-is-met',
    files: sources,
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    name: 'ponte/no-debts',
    files: sources,
    rules: {
      'no-warning-comments': [
        'error',
        { terms: ['todo', 'fixme', 'xxx', 'hack'], location: 'anywhere' },
      ],
      '@typescript-eslint/no-import-type-side-effects': 'error',
    },
  },
  {
    name: 'ponte/tests-may-look-inside',
    files: testFiles.map((place) => [place, '**/*.ts']),
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
];

const handlers = ['packages/integrations/src/*/rules/**/*.ts', 'packages/integrations/src/*/*.ts'];

/** Hard limits; the soft ones (200 lines, 40 per function) are for the reviewer. */
const budgets: Config[] = [
  {
    name: 'ponte/budgets',
    files: sources,
    ignores: testFiles,
    rules: {
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 80, IIFEs: true }],
      '@typescript-eslint/max-params': ['error', { max: 3 }],
    },
  },
  {
    name: 'ponte/rules-and-handlers-are-short',
    files: handlers,
    // Contracts and ports are lists: they grow with the business, not with cleverness.
    ignores: [...testFiles, '**/jobs.ts', '**/ports.ts'],
    rules: { 'max-lines': ['error', { max: 120 }] },
  },
];
