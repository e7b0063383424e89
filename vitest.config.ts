import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { LongestFirst } from './packages/config/src/longest-first.ts';
import { summaryReporter } from './packages/config/src/summary-reporter.ts';

const compiled = new URL('node_modules/.cache/compiled', import.meta.url);

/** What holds for every test. */
const each = {
  // Workers and commands that tests start read their code compiled, which halves what a start costs.
  env: { NODE_COMPILE_CACHE: fileURLToPath(compiled) },
  pool: 'forks',
  // A test that passes only the second time is a failing test.
  retry: 0,
  // Conditions are waited for, however slow the machine is: a limit ends only what would never come.
  expect: { poll: { timeout: 180_000, interval: 50 } },
  testTimeout: 300_000,
  hookTimeout: 180_000,
} as const;

/** Tests of single parts: they leave nothing behind in their process, so it serves many files. */
const PARTS = 'packages/{config,connectors,db,environment,fakes,integrations,logging,operations}';

const projects: TestProjectConfiguration[] = [
  { test: { ...each, name: 'parts', include: [`${PARTS}/src/**/*.test.ts`], isolate: false } },
  {
    test: {
      ...each,
      name: 'flows',
      include: ['packages/*/src/**/*.test.ts', 'apps/*/{src,test}/**/*.test.ts'],
      exclude: [`${PARTS}/**`, '**/node_modules/**'],
      setupFiles: ['apps/worker/test/world/tell-logs.ts'],
    },
  },
];

export default defineConfig({
  test: {
    projects,
    globalSetup: ['packages/servers/src/vitest-setup.ts', 'packages/jobs/src/vitest-setup.ts'],
    sequence: { sequencer: LongestFirst },
    reporters: ['default', summaryReporter()],
    // Each file has its own database and servers, and waits more than it works: three at a time fill
    // two cores.
    maxWorkers: 3,
  },
});
