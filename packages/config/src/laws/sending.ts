import { importLaw, isOfPackage } from './imports.ts';
import { testFiles, type Law } from './law.ts';
import { sendingGlobalsLaw } from './sending-globals.ts';

/** Modules that can open a connection to somebody else's server. */
const senders =
  /^(?:node:)?(?:http|https|http2|net|tls|dgram)(?:\/|$)|^(?:undici|ws|got|ky|needle|superagent|node-fetch|cross-fetch|ofetch|follow-redirects|request|phin|wretch)(?:\/|$)/;

/** Modules that start a program, a thread or a text as code: what that does, no law sees. */
const starters =
  /^(?:node:)?(?:child_process|cluster|worker_threads|inspector|vm|repl|wasi)(?:\/|$)|^(?:execa|cross-spawn|zx|tinyexec|nano-spawn|shelljs)(?:\/|$)/;

/** connectors/http sends; fakes, servers and the demo are vendors and benches themselves; tests play outsiders. */
const mayOpenConnections = [
  ...testFiles,
  'packages/connectors/src/http/**',
  'packages/fakes/**',
  'packages/servers/**',
  'apps/demo/**',
];

/** Tests and the demo start processes of ours, servers start stores; the others never ship or send nothing. */
const mayStart = [
  ...testFiles,
  'packages/servers/**',
  'apps/demo/**',
  // The part of a test that is killed.
  'packages/jobs/src/contract.child.ts',
  // Runs linter and compiler.
  'packages/config/src/check.ts',
  // Runs Prisma's generator when a developer installs.
  'packages/db/src/generate-client.ts',
  // Computes on a thread, from a file that these laws see.
  'packages/operations/src/match-in-thread.ts',
];

const advice =
  'Only packages/connectors/src/http sends: its limits, retries, journal and masking hold for nobody else.';

/**
 * Together with the laws of hidden-loading.ts these prove that nothing but connectors/http can send a
 * request: no module that sends or starts what sends, no library that sends by itself, no global.
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
  importLaw({ id: 'nobody-starts-programs', ignores: mayStart }, ({ source, isTypeOnly }) =>
    starters.test(source) && !isTypeOnly
      ? `What a program, a thread or a text made code does is out of the walls' sight: do it here. ${advice}`
      : undefined,
  ),
  importLaw(
    {
      id: 'only-the-onion-takes-grammy',
      ignores: ['packages/connectors/src/telegram/onion-api.ts'],
    },
    ({ from, source, isTypeOnly, names }) => {
      if (!isOfPackage(source, 'grammy', '@grammyjs') || isTypeOnly) return undefined;
      // A file that was read already; it is sent by the onion.
      const isFile =
        from === 'packages/connectors/src/telegram/sends.ts' && names?.join() === 'InputFile';
      return isFile
        ? undefined
        : `grammY sends by itself: only telegram/onion-api.ts knows it, which puts every call through connectors/http; ask it to perform yours. ${advice}`;
    },
  ),
  importLaw(
    {
      id: 'only-queues-and-limits-take-redis',
      ignores: [
        ...testFiles,
        'packages/jobs/src/**',
        'packages/connectors/src/http/**',
        'packages/servers/**',
        'apps/demo/**',
      ],
    },
    ({ source, isTypeOnly }) =>
      isOfPackage(source, 'ioredis', 'iovalkey', 'redis', '@redis') && !isTypeOnly
        ? 'Redis is spoken to by packages/jobs (queues) and connectors/src/http (shared limits) alone: ring, inspect or look through @ponte/jobs.'
        : undefined,
  ),
  sendingGlobalsLaw({ id: 'no-sending-globals', ignores: mayOpenConnections }, advice),
];
