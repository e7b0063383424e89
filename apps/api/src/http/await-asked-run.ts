import { setTimeout as sleep } from 'node:timers/promises';
import type { Response } from 'express';
import type { RunRow } from '@ponte/db/runs';
import { nextStepFor } from '@ponte/integrations/reasons';
import type { AskedRun } from '@ponte/operations/asked-run';
import { hasEnded } from '@ponte/operations/watch-runs';
import { HttpProblem } from './problems.ts';

/** Real milliseconds: less than proxies wait. */
const WITHIN_MS = 25_000;
const LOOK_EVERY_MS = 200;

export type AskedEnd =
  | { readonly isEnded: true; readonly row: RunRow }
  /** It goes on; null when no worker has taken it yet. */
  | { readonly isEnded: false; readonly runId: string | null };

/**
 * Waits for what a worker was asked, as long as the caller waits too. A failure is the caller's
 * answer: `work-failed`, with what to do.
 */
export async function awaitAskedRun(asked: AskedRun, response: Response): Promise<AskedEnd> {
  const until = performance.now() + WITHIN_MS;
  for (;;) {
    const run = await asked.find();
    if (run?.state === 'failed') {
      const words = (run.message ?? 'It failed').replace(/[.\s]*$/, '.');
      const step = nextStepFor(run.reason ?? run.errorKind);
      throw new HttpProblem('work-failed', `${words} ${step} The run is ${run.id}.`);
    }
    if (run !== undefined && hasEnded(run)) return { isEnded: true, row: run };
    if (performance.now() >= until || response.closed) {
      return { isEnded: false, runId: run?.id ?? null };
    }
    await sleep(LOOK_EVERY_MS);
  }
}
