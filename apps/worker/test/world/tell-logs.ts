import { afterEach } from 'vitest';
import { keptLogs } from './kept-logs.ts';

/** Trouble, and how each run ended. */
const TELLING = /"level":"(?:warn|error|fatal)"|"msg":"job\.finished"/;
const LINES_SHOWN = 20;

// A run's last lines are the reports of its failures: what a failed test's worlds went through is
// told there, since what was printed meanwhile is far above or gone.
afterEach(({ task: { result } }) => {
  const [error] = result?.errors ?? [];
  if (result?.state !== 'fail' || error === undefined) return;
  const logs = keptLogs.map((lines) => lines.filter((line) => TELLING.test(line)));
  const told = logs.map(
    (lines) => `its world's last lines:\n${lines.slice(-LINES_SHOWN).join('')}`,
  );
  error.message = [error.message, ...told].join('\n\n');
});
