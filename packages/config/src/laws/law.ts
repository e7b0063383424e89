import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

export type Node = TSESTree.Node;
export type Listener = TSESLint.RuleListener;
export type Report = (node: Node, message: string) => void;

/** What a law may look at besides the syntax tree. */
export interface Scene {
  /** The linted file, relative to the root of the repository, with forward slashes. */
  readonly path: string;
  readonly source: Readonly<TSESLint.SourceCode>;
  readonly report: Report;
}

/** One law of ours: where it holds, and the visitor that finds who breaks it. */
export interface Law {
  /** Reported as `ponte/<id>`. */
  readonly id: string;
  /** Globs from the root of the repository; without them the law holds everywhere. */
  readonly files?: readonly string[];
  /** The few places that the law lets through. */
  readonly ignores?: readonly string[];
  readonly look: (scene: Scene) => Listener;
}

/** Globs of everything that never ships, tests and what they lean on: laws about size and delivery let these through. */
export const testFiles = [
  '**/*.test.ts',
  '**/*.suite.ts',
  'apps/*/test/**',
  'packages/*/src/testing/**',
  'packages/*/src/testing.ts',
];

/** Makes an ESLint rule of a law; `root` is the absolute path of the repository. */
export function toRule(law: Law, root: string): TSESLint.RuleModule<'broken'> {
  return {
    meta: {
      type: 'problem',
      schema: [],
      messages: { broken: '{{ message }}' },
    },
    defaultOptions: [],
    create(context) {
      return law.look({
        path: context.filename.slice(root.length + 1).replaceAll('\\', '/'),
        source: context.sourceCode,
        report: (node, message) => context.report({ node, messageId: 'broken', data: { message } }),
      });
    },
  };
}
