import type { TSESTree } from '@typescript-eslint/utils';
import { textOf } from './imports.ts';
import type { Law, Listener, Node, Scene } from './law.ts';

const senders = new Set(['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource']);
/** What makes code of a text, which no law can read. */
const makers = new Set(['eval', 'Function']);
const globalObjects = new Set(['globalThis', 'global', 'window', 'self']);

const makerAdvice = 'Code that is made of a text cannot be read by the walls: write it down.';
const globalAdvice =
  'Name what you take: globalThis.<name>, or const { <name> } = globalThis. Kept, handed on or asked by a ' +
  'name made at run time, the global object gives fetch to anybody.';

/**
 * No global that sends, by its name, through the global object, or through another name of it. `advice`
 * is what the reader is told to do instead.
 */
export function sendingGlobalsLaw(law: Pick<Law, 'id' | 'ignores'>, advice: string): Law {
  return { ...law, look: (scene) => onGlobals(scene, advice) };
}

function onGlobals(scene: Scene, advice: string): Listener {
  const judge = (node: TSESTree.Identifier | TSESTree.JSXIdentifier): void => {
    if (senders.has(node.name)) scene.report(node, advice);
    else if (makers.has(node.name)) scene.report(node, makerAdvice);
    else if (globalObjects.has(node.name)) judgeUse(node);
  };
  const judgeUse = (node: Node): void => {
    const names = takenNames(node);
    if (names === undefined) return scene.report(node, globalAdvice);
    for (const name of names) {
      if (senders.has(name)) scene.report(node, advice);
      else if (makers.has(name)) scene.report(node, makerAdvice);
      else if (globalObjects.has(name)) scene.report(node, globalAdvice);
    }
  };
  return {
    'Program:exit'() {
      for (const reference of globalReferences(scene)) judge(reference);
    },
    MemberExpression(node) {
      const isNavigator = node.object.type === 'Identifier' && node.object.name === 'navigator';
      if (isNavigator && nameOf(node) === 'sendBeacon') scene.report(node, advice);
    },
  };
}

/** Every place that names a global as a value: those that the language knows, and those that it does not. */
function globalReferences({ source }: Scene): (TSESTree.Identifier | TSESTree.JSXIdentifier)[] {
  const scope = source.scopeManager?.globalScope;
  const known = scope?.variables.filter(({ defs }) => defs.length === 0) ?? [];
  return (
    [...(scope?.through ?? []), ...known.flatMap(({ references }) => references)]
      .filter(({ isValueReference }) => isValueReference)
      .map(({ identifier }) => identifier)
      // A type may be asked of anything.
      .filter(({ parent }) => parent.type !== 'TSTypeQuery' && parent.type !== 'TSQualifiedName')
  );
}

/** The names that are taken from the global object here; undefined when they cannot be read. */
function takenNames(globalObject: Node): string[] | undefined {
  const { node, parent } = withoutTypes(globalObject);
  if (parent?.type === 'UnaryExpression' && parent.operator === 'typeof') return [];
  if (parent?.type === 'MemberExpression' && parent.object === node) {
    const name = nameOf(parent);
    return name === undefined ? undefined : [name];
  }
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'ObjectPattern') return undefined;
  const names = parent.id.properties.map((property) =>
    property.type === 'Property' ? nameOf({ ...property, property: property.key }) : undefined,
  );
  return names.every((name) => name !== undefined) ? names : undefined;
}

/** A value is the same whatever type is claimed for it. */
function withoutTypes(node: Node): { node: Node; parent: Node | undefined } {
  const { parent } = node;
  return parent?.type === 'TSAsExpression' || parent?.type === 'TSNonNullExpression'
    ? withoutTypes(parent)
    : { node, parent };
}

function nameOf({ computed, property }: { computed: boolean; property: Node }): string | undefined {
  if (!computed && property.type === 'Identifier') return property.name;
  return textOf(property);
}
