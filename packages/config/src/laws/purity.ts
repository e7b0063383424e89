import type { TSESTree } from '@typescript-eslint/utils';
import { importLaw } from './imports.ts';
import { testFiles, type Law, type Listener, type Scene } from './law.ts';

const rules = ['packages/integrations/src/*/rules/**'];

/** What decides is pure: it waits for nothing, reaches nothing, and is told the time. */
export const purity: readonly Law[] = [
  { id: 'rules-are-synchronous', files: rules, ignores: testFiles, look: onWaiting },
  importLaw(
    { id: 'rules-import-pure-things', files: rules, ignores: testFiles },
    ({ from, source, target, isRelative, isTypeOnly, names }) => {
      if (isTypeOnly || source === 'zod') return undefined;
      // A fingerprint is arithmetic; nothing else of node:crypto is.
      const isHashing =
        source === 'node:crypto' && names?.every((name) => /^(?:createHash|hash)$/.test(name));
      if (isHashing) return undefined;
      const ownFolder = from.slice(0, from.indexOf('/rules/') + 1);
      const isPure = isRelative
        ? target.startsWith(ownFolder) || target === 'packages/integrations/src/plan.ts'
        : /^@ponte\/connectors\/[^/]+\/(?:model|webhook)$/.test(source);
      return isPure
        ? undefined
        : 'A rule imports its own folder, ../plan.ts, connectors/<vendor>/model and /webhook, zod and hashing; whatever else it needs is an argument.';
    },
  ),
  {
    id: 'time-and-chance-are-arguments',
    files: ['packages/integrations/src/**'],
    ignores: testFiles,
    look: onTimeAndChance,
  },
];

function onWaiting({ report }: Scene): Listener {
  const message =
    'A rule waits for nothing: load the facts in the handler and hand them to the rule.';
  const refuseAsync = (
    node:
      TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression,
  ): void => {
    if (node.async) report(node, message);
  };
  return {
    FunctionDeclaration: refuseAsync,
    FunctionExpression: refuseAsync,
    ArrowFunctionExpression: refuseAsync,
    AwaitExpression: (node) => report(node, message),
    Identifier(node) {
      if (node.name === 'Promise') report(node, message);
    },
  };
}

const clocks =
  /^(?:Date\.now|Math\.random|performance\.now|crypto\.(?:randomUUID|getRandomValues|randomBytes)|process\.hrtime)$/;

function onTimeAndChance({ report, source }: Scene): Listener {
  const message =
    'Time and chance are arguments: take `now` or `newId` from the caller, so that a test can say what they were.';
  return {
    CallExpression(node) {
      if (clocks.test(source.getText(node.callee))) report(node, message);
    },
    NewExpression(node) {
      const isNow = source.getText(node.callee) === 'Date' && node.arguments.length === 0;
      if (isNow) report(node, message);
    },
    ImportSpecifier(node) {
      const name = node.imported.type === 'Identifier' ? node.imported.name : '';
      if (/^random(?:UUID|Bytes|Int)$/.test(name)) report(node, message);
    },
  };
}
