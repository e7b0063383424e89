import { defineConfig } from 'vitest/config';
import { root } from './project-files.ts';
import { summaryReporter } from './summary-reporter.ts';

/** The tests that need no server: walls and rules. They are part of `npm run check`. */
export default defineConfig({
  test: {
    root,
    include: ['packages/config/src/**/*.test.ts', 'packages/integrations/src/*/rules/**/*.test.ts'],
    reporters: ['default', summaryReporter()],
    pool: 'forks',
    maxWorkers: 2,
    retry: 0,
    testTimeout: 60_000,
  },
});
