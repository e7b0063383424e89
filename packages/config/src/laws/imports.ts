import { posix } from 'node:path';
import type { TSESTree } from '@typescript-eslint/utils';
import type { Law, Listener, Node, Scene } from './law.ts';

/** One module that a file asks for, in whatever way it asks. */
export interface ImportRequest {
  /** The asking file, from the root of the repository. */
  readonly from: string;
  /** As written: `axios`, `@ponte/jobs/ring`, `../model.ts`. */
  readonly source: string;
  /** For relative requests the file they reach, from the root of the repository; else the source. */
  readonly target: string;
  readonly isRelative: boolean;
  /** True when nothing is loaded at run time. */
  readonly isTypeOnly: boolean;
  /** The values taken; undefined when it is the whole module. */
  readonly names: readonly string[] | undefined;
}

/** Says what is wrong with a request and what to do instead, or nothing. */
export type ImportCheck = (request: ImportRequest) => string | undefined;

/** The law that holds every kind of import of a file against one check. */
export function importLaw(law: Omit<Law, 'look'>, check: ImportCheck): Law {
  return { ...law, look: (scene) => onImports(scene, check) };
}

/** True when `source` is the package or one of its doors. */
export function isOfPackage(source: string, ...names: readonly string[]): boolean {
  return names.some((name) => source === name || source.startsWith(`${name}/`));
}

/** The workspace package that a path lies in: `packages/jobs`, `apps/api`; undefined for root files. */
export function packageOf(path: string): string | undefined {
  return /^(?:apps|packages)\/[^/]+(?=\/)/.exec(path)?.[0];
}

type Asked = Pick<ImportRequest, 'isTypeOnly' | 'names'>;
const wholeModule: Asked = { isTypeOnly: false, names: undefined };
const typesOnly: Asked = { isTypeOnly: true, names: [] };

function onImports(scene: Scene, check: ImportCheck): Listener {
  const ask = (node: Node, source: string, asked: Asked): void => {
    const isRelative = /^\.{1,2}(?:\/|$)/.test(source);
    const target = isRelative ? posix.join(posix.dirname(scene.path), source) : source;
    const message = check({ from: scene.path, source, target, isRelative, ...asked });
    if (message) scene.report(node, message);
  };
  return {
    ImportDeclaration: (node) => ask(node, node.source.value, askedByImport(node)),
    ExportAllDeclaration: (node) =>
      ask(node, node.source.value, node.exportKind === 'type' ? typesOnly : wholeModule),
    ExportNamedDeclaration: (node) => {
      if (node.source) ask(node, node.source.value, askedByExport(node));
    },
    ImportExpression: (node) => {
      const source = textOf(node.source);
      if (source !== undefined) ask(node, source, wholeModule);
    },
    TSImportType: (node) => ask(node, node.source.value, typesOnly),
    CallExpression: (node) => {
      const source = textOf(node.arguments[0]);
      if (source !== undefined && isLoader(node.callee)) ask(node, source, wholeModule);
    },
  };
}

function askedByImport(node: TSESTree.ImportDeclaration): Asked {
  if (node.importKind === 'type') return typesOnly;
  const names: string[] = [];
  for (const specifier of node.specifiers) {
    if (specifier.type !== 'ImportSpecifier') return wholeModule;
    if (specifier.importKind !== 'type') names.push(nameOf(specifier.imported));
  }
  return { isTypeOnly: node.specifiers.length > 0 && names.length === 0, names };
}

function askedByExport(node: TSESTree.ExportNamedDeclaration): Asked {
  if (node.exportKind === 'type') return typesOnly;
  const values = node.specifiers.filter((specifier) => specifier.exportKind !== 'type');
  return {
    isTypeOnly: node.specifiers.length > 0 && values.length === 0,
    names: values.map((specifier) => nameOf(specifier.local)),
  };
}

function nameOf(node: TSESTree.Identifier | TSESTree.StringLiteral): string {
  return node.type === 'Identifier' ? node.name : node.value;
}

/** The text of a literal, or of a template without holes. */
export function textOf(node: Node | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0) {
    return node.quasis[0]?.value.cooked ?? undefined;
  }
  return undefined;
}

/** `require(…)`, `require.resolve` is not one; `process.getBuiltinModule(…)` is. */
export function isLoader(callee: Node): boolean {
  if (callee.type === 'Identifier') return callee.name === 'require';
  return (
    callee.type === 'MemberExpression' &&
    callee.property.type === 'Identifier' &&
    callee.property.name === 'getBuiltinModule'
  );
}
