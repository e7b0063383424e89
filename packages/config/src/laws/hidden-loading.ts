import type { TSESTree } from '@typescript-eslint/utils';
import { importLaw, isLoader, isOfPackage, textOf } from './imports.ts';
import { testFiles, type Law, type Listener, type Node, type Scene } from './law.ts';

const unreadable =
  'Name the module in the import itself: the walls cannot be checked against a name made at run time.';
const hidden =
  'Write an import: what is loaded through createRequire passes every other law. Only its .resolve may be used, ' +
  'called at once: createRequire(import.meta.url).resolve(…).';

/** What of node:module loads nothing. */
const harmless = new Set([
  ...['createRequire', 'enableCompileCache', 'findPackageJSON', 'isBuiltin', 'builtinModules'],
]);

/** Every module that is loaded is named where the laws about imports look. */
export const hiddenLoading: readonly Law[] = [
  { id: 'imports-are-literal', ignores: testFiles, look: onUnreadableImports },
  {
    id: 'require-only-resolves',
    ignores: [...testFiles, 'packages/servers/**'],
    look: onRequire,
  },
  importLaw(
    { id: 'nothing-loads-past-imports', ignores: testFiles },
    ({ source, isTypeOnly, names }) =>
      isTypeOnly ||
      !isOfPackage(source.replace(/^node:/, ''), 'module') ||
      names?.every((name) => harmless.has(name))
        ? undefined
        : `Of node:module take by name what loads nothing: ${[...harmless].join(', ')}.`,
  ),
];

function onUnreadableImports({ report }: Scene): Listener {
  return {
    ImportExpression(node) {
      if (textOf(node.source) === undefined) report(node, unreadable);
    },
    CallExpression(node) {
      if (isLoader(node.callee) && textOf(node.arguments[0]) === undefined)
        report(node, unreadable);
    },
  };
}

function onRequire({ report }: Scene): Listener {
  return {
    ImportSpecifier(node) {
      const isRenamed = isRequireMaker(node.imported) && node.local.name !== 'createRequire';
      if (isRenamed) report(node, hidden);
    },
    Identifier(node) {
      if (!isRequireMaker(node) || node.parent.type === 'ImportSpecifier') return;
      if (!isResolvedAtOnce(node)) report(node, hidden);
    },
  };
}

function isRequireMaker(node: Node): boolean {
  return node.type === 'Identifier' && node.name === 'createRequire';
}

/** `createRequire(…).resolve` or `const { resolve } = createRequire(…)`. */
function isResolvedAtOnce(node: TSESTree.Identifier): boolean {
  const call = node.parent;
  if (call?.type !== 'CallExpression' || call.callee !== node) return false;
  const user = call.parent;
  if (user.type === 'MemberExpression') return !user.computed && isResolve(user.property);
  return (
    user.type === 'VariableDeclarator' &&
    user.id.type === 'ObjectPattern' &&
    user.id.properties.every(
      (property) => property.type === 'Property' && !property.computed && isResolve(property.key),
    )
  );
}

function isResolve(node: Node): boolean {
  return node.type === 'Identifier' && node.name === 'resolve';
}
