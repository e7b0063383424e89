import type { TSESTree } from '@typescript-eslint/utils';
import { testFiles, type Law, type Listener, type Scene } from './law.ts';

const advice =
  'The environment is read once, in the env.ts of each app: take the value as an argument.';

/** Outside env.ts nobody reads the environment: what a process was told is parsed once, whole, at its start. */
export const environment: readonly Law[] = [
  {
    id: 'env-at-the-door-only',
    ignores: [...testFiles, 'apps/*/src/env.ts', 'packages/fakes/src/env.ts'],
    look: onEnvironment,
  },
];

function onEnvironment({ report }: Scene): Listener {
  const isEnv = (key: TSESTree.Node): boolean =>
    (key.type === 'Identifier' && key.name === 'env') ||
    (key.type === 'Literal' && key.value === 'env');
  return {
    MemberExpression(node) {
      if (isProcess(node.object) && isEnv(node.property)) report(node, advice);
    },
    VariableDeclarator(node) {
      if (!node.init || !isProcess(node.init) || node.id.type !== 'ObjectPattern') return;
      for (const property of node.id.properties) {
        if (property.type === 'RestElement' || isEnv(property.key)) report(property, advice);
      }
    },
    ImportDeclaration(node) {
      if (!/^(?:node:)?process$/.test(node.source.value)) return;
      for (const specifier of node.specifiers) {
        if (specifier.type === 'ImportSpecifier' && isEnv(specifier.imported)) {
          report(specifier, advice);
        }
      }
    },
  };
}

/** `process`, `globalThis.process`, and the name under which node:process is usually imported. */
function isProcess(node: TSESTree.Node): boolean {
  if (node.type === 'Identifier') return node.name === 'process';
  return (
    node.type === 'MemberExpression' &&
    node.property.type === 'Identifier' &&
    node.property.name === 'process'
  );
}
