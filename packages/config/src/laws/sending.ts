import type { TSESTree } from '@typescript-eslint/utils';
import { importLaw, isLoader, isOfPackage, textOf } from './imports.ts';
import { testFiles, type Law, type Listener, type Scene } from './law.ts';

/** Modules that can open a connection to somebody else's server. */
const senders =
  /^(?:node:)?(?:http|https|http2|net|tls|dgram)(?:\/|$)|^(?:undici|ws|got|ky|needle|superagent|node-fetch|cross-fetch|ofetch|follow-redirects|request|phin|wretch)(?:\/|$)/;

const sendingGlobals = new Set(['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource']);
const globalObjects = new Set(['globalThis', 'global', 'window', 'self']);

/** connectors/http sends; fakes, servers and the demo are vendors and benches themselves; tests play outsiders. */
const mayOpenConnections = [
  ...testFiles,
  'packages/connectors/src/http/**',
  'packages/fakes/**',
  'packages/servers/**',
  'apps/demo/**',
];

const advice =
  'Only packages/connectors/src/http sends: its limits, retries, journal and masking hold for nobody else.';

/**
 * Together these prove that nothing but connectors/http can send a request: no module that sends, no
 * global that sends, and no import whose name the linter cannot read.
 */
export const sending: readonly Law[] = [
  importLaw(
    { id: 'only-http-sends', ignores: [...mayOpenConnections, 'apps/api/src/**'] },
    ({ source, isTypeOnly }) => (senders.test(source) && !isTypeOnly ? advice : undefined),
  ),
  importLaw(
    { id: 'api-only-listens', files: ['apps/api/src/**'] },
    ({ source, isTypeOnly, names }) => {
      if (!senders.test(source) || isTypeOnly) return undefined;
      const isServer = isOfPackage(source, 'node:http') && names?.length !== 0;
      const taken = names ?? ['everything'];
      return isServer && taken.every((name) => name === 'createServer' || name === 'STATUS_CODES')
        ? undefined
        : `apps/api listens and never sends: it may take only createServer and STATUS_CODES from node:http. ${advice}`;
    },
  ),
  { id: 'no-sending-globals', ignores: mayOpenConnections, look: onSendingGlobals },
  { id: 'imports-are-literal', ignores: testFiles, look: onUnreadableImports },
];

function onSendingGlobals(scene: Scene): Listener {
  return {
    'Program:exit'(program) {
      for (const reference of scene.source.getScope(program).through) {
        const { name } = reference.identifier;
        if (typeof name === 'string' && sendingGlobals.has(name))
          scene.report(reference.identifier, advice);
      }
    },
    MemberExpression(node) {
      if (node.object.type !== 'Identifier') return;
      const name = node.computed ? textOf(node.property) : memberOf(node.property);
      const isGlobal = globalObjects.has(node.object.name) && name && sendingGlobals.has(name);
      if (isGlobal || (node.object.name === 'navigator' && name === 'sendBeacon')) {
        scene.report(node, advice);
      }
    },
    VariableDeclarator(node) {
      const isGlobal = node.init?.type === 'Identifier' && globalObjects.has(node.init.name);
      if (!isGlobal || node.id.type !== 'ObjectPattern') return;
      for (const property of node.id.properties) {
        const key = property.type === 'Property' ? memberOf(property.key) : undefined;
        if (key && sendingGlobals.has(key)) scene.report(property, advice);
      }
    },
  };
}

function memberOf(node: TSESTree.Node): string | undefined {
  return node.type === 'Identifier' ? node.name : undefined;
}

function onUnreadableImports({ report }: Scene): Listener {
  const message =
    'Name the module in the import itself: the walls cannot be checked against a name made at run time.';
  return {
    ImportExpression(node) {
      if (textOf(node.source) === undefined) report(node, message);
    },
    CallExpression(node) {
      if (isLoader(node.callee) && textOf(node.arguments[0]) === undefined) report(node, message);
    },
  };
}
