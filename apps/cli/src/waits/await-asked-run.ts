import type { RunRow } from '@ponte/db/runs';
import { nextStepFor } from '@ponte/integrations/reasons';
import type { AskedRun } from '@ponte/operations/asked-run';
import { hasEnded } from '@ponte/operations/watch-runs';
import { CommandFailed } from '../command-failed.ts';
import type { Desk } from '../desk.ts';
import { EXIT } from '../exit-codes.ts';
import { toRunExit } from './run-exit.ts';
import { awaitUntil } from './await-until.ts';
import { sayWhoIsAtWork } from './say-who-is-at-work.ts';

/** Waits for the run that was asked for; ends the command when it fails or the time is over. */
export async function awaitAskedRun(
  desk: Desk,
  asked: AskedRun,
  { text, timeoutMs }: { text: string; timeoutMs: number },
): Promise<RunRow> {
  const ended = await awaitUntil(desk, {
    ...{ text, timeoutMs },
    look: async () => {
      const run = await asked.find();
      return run !== undefined && hasEnded(run) ? run : undefined;
    },
  });
  if (ended === undefined) {
    const run = await asked.find();
    const why = run?.message ?? (await sayWhoIsAtWork(desk));
    const where = `Look again with: ponte runs --job ${asked.job}`;
    throw new CommandFailed(EXIT.timedOut, `Not finished in the time given. ${why} ${where}`);
  }
  if (ended.state !== 'failed') return ended;
  const words = (ended.message ?? 'It failed').replace(/[.\s]*$/, '.');
  const step = nextStepFor(ended.reason ?? ended.errorKind);
  throw new CommandFailed(toRunExit(ended), `${words} ${step} (run ${ended.id})`);
}
