import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './packages/config/src/longest-first.ts';
import { summaryReporter } from './packages/config/src/summary-reporter.ts';

const compiled = new URL('node_modules/.cache/compiled', import.meta.url);

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'apps/*/{src,test}/**/*.test.ts'],
    globalSetup: 'packages/servers/src/vitest-setup.ts',
    // Workers and commands that tests start read their code compiled, which halves what a start costs.
    env: { NODE_COMPILE_CACHE: fileURLToPath(compiled) },
    sequence: { sequencer: LongestFirst },
    reporters: ['default', summaryReporter()],
    // Each file has its own database and servers, and waits more than it works: three at a time fill
    // two cores.
    pool: 'forks',
    maxWorkers: 3,
    // A test that passes only the second time is a failing test.
    retry: 0,
    // The slowest honest test outlives a server's restart; a shorter limit would only make noise.
    // Conditions are waited for, however slow the machine is.
    expect: { poll: { timeout: 20_000, interval: 50 } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
