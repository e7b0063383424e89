import { findRun } from '@ponte/db/runs';
import { listLiveWorkers } from '@ponte/db/workers';
import type { LoadStatus } from '@ponte/operations/load-status';
import { readLoad } from '@ponte/operations/read-load';
import type { Desk } from '../desk.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { describeLoad, describeReason, renderLoad, renderLoadBar } from '../output/load-text.ts';
import type { Progress } from '../output/spinner.ts';
import { awaitUntil } from './await-until.ts';
import { toRunExit } from './run-exit.ts';

/** Real milliseconds between two lines where there is no terminal. */
const LINE_EVERY_MS = 5_000;

/**
 * Shows a load until its end, or until the person goes away; then it goes on without them. Works on
 * it itself as long as nobody else does.
 */
export async function followLoad(
  desk: Desk,
  load: { id: string; account: string },
): Promise<ExitCode> {
  const { signal, screen, ports } = desk;
  const say = createTeller(desk);
  try {
    const ended = await awaitUntil(desk, {
      text: 'Loading deals',
      timeoutMs: Number.POSITIVE_INFINITY,
      look: async (progress) => {
        const status = await readLoad(ports, load.account);
        if (status?.id !== load.id) return { status: undefined };
        say(progress, status);
        const goesOn = status.position === 'running' || status.position === 'paused';
        return goesOn && status.word !== 'failed' ? undefined : { status };
      },
    });
    return await showEnd(desk, ended?.status);
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
    screen.show(
      { load: (await readLoad(ports, load.account)) ?? null, isFollowed: false },
      () => '',
    );
    screen.warn(await sayItGoesOn(desk));
    return EXIT.interrupted;
  }
}

/** On a terminal the bar moves and every new reason is a line; elsewhere there are only lines. */
function createTeller(desk: Desk): (progress: Progress, load: LoadStatus) => void {
  const { screen } = desk;
  let toldAt = Number.NEGATIVE_INFINITY;
  let toldReason: string | undefined;
  return (progress, load) => {
    // Before the first execution there is no reason but that it has just been asked for.
    const reason = load.runId === null ? undefined : load.why?.text;
    const isNew = reason !== toldReason;
    toldReason = reason;
    const why = reason === undefined ? undefined : describeReason(desk, load);
    if (screen.isLive) {
      progress.update(renderLoadBar(load));
      if (isNew && why !== undefined) screen.note(why);
      return;
    }
    if (!isNew && performance.now() - toldAt < LINE_EVERY_MS) return;
    toldAt = performance.now();
    screen.note(`${describeLoad(load)}.${why === undefined ? '' : ` ${why}`}`);
  };
}

async function showEnd(desk: Desk, load: LoadStatus | undefined): Promise<ExitCode> {
  const { screen, database } = desk;
  if (load === undefined) {
    screen.warn('The load was ended, and another one has begun: ponte load status');
    return EXIT.conflict;
  }
  screen.show({ load }, () => renderLoad(desk, load));
  if (load.word === 'completed') return EXIT.ok;
  if (load.word === 'completed with problems') {
    screen.warn(
      'What could not be read waits for a person, with the reason: ponte held list --kind deal',
    );
    return EXIT.partial;
  }
  if (load.word === 'cancelled') {
    screen.warn('The load was cancelled. What was read stays.');
    return EXIT.failed;
  }
  screen.warn('The load cannot go on by itself. Nothing that was read is lost.');
  const run = load.runId === null ? undefined : await findRun(database.pool, load.runId);
  return run === undefined ? EXIT.failed : toRunExit(run);
}

async function sayItGoesOn({ database: { pool } }: Desk): Promise<string> {
  const workers = await listLiveWorkers(pool);
  return workers.length > 0
    ? 'You no longer watch; the load goes on. Look again with: ponte load status'
    : 'You no longer watch. No worker runs, so the load goes on where it is as soon as one does ' +
        '(npm start, or ponte work). Look again with: ponte load status';
}
