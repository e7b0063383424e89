import type { HeldRow } from '@ponte/db/held';
import { releaseHeld } from '@ponte/operations/release-held';
import type { Desk } from '../desk.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { WaitOptions } from '../global-options.ts';
import { renderHeld, toHeldJson } from '../output/held-rows.ts';
import { awaitReleased, type ReleaseEnds } from '../waits/await-released.ts';
import { sayWhoIsAtWork } from '../waits/say-who-is-at-work.ts';
import {
  describeRows,
  selectHeld,
  type AskedRecords,
  type SelectionOptions,
} from './held-selection.ts';

export type ReleaseOptions = SelectionOptions & WaitOptions;

/** Lets held records go; with `--wait` says how each ended. */
export async function release(desk: Desk, asked: AskedRecords & ReleaseOptions): Promise<ExitCode> {
  const { screen, ask } = desk;
  const { selections, rows, unknownIds } = await selectHeld(desk, asked);
  if (asked.dryRun === true || rows.length === 0) {
    screen.show({ wouldRelease: rows.map(toHeldJson), unknownIds }, () =>
      rows.length === 0 ? '' : `Would be released:\n${renderHeld(desk, rows)}`,
    );
    if (rows.length === 0) screen.note('Nothing is held that fits.');
    return EXIT.ok;
  }
  const isGiven = asked.yes === true || asked.ids.length > 0;
  await ask.assertConfirmed(`Release ${describeRows(rows)}?`, { isGiven, pass: 'Pass --yes.' });
  const released: HeldRow[] = [];
  let missed = 0;
  for (const selection of selections) {
    const answer = await releaseHeld(desk.ports, selection, desk.actor(asked.why));
    released.push(...answer.released);
    missed += answer.missedRings;
  }
  if (missed > 0) screen.warn('The queue does not answer; the sweep rings for them later.');
  for (const id of unknownIds) screen.warn(`Nothing is held under ${id}.`);
  if (asked.wait !== true) {
    screen.show(
      { released: released.map(toHeldJson), unknownIds },
      () => `Released ${describeRows(released)}.`,
    );
    return unknownIds.length > 0 ? EXIT.partial : EXIT.ok;
  }
  const ends = await awaitReleased(desk, released, asked.timeout);
  return showEnds(desk, { ends, unknownIds });
}

async function showEnds(
  desk: Desk,
  { ends, unknownIds }: { ends: ReleaseEnds; unknownIds: readonly string[] },
): Promise<ExitCode> {
  const { settled, heldAgain, unfinished } = ends;
  const answer = {
    settled: settled.map(toHeldJson),
    heldAgain: heldAgain.map(toHeldJson),
    unfinished: unfinished.map(toHeldJson),
    unknownIds,
  };
  desk.screen.show(answer, () =>
    [
      ...(settled.length === 0 ? [] : [`Settled: ${toNames(settled)}`]),
      ...(heldAgain.length === 0 ? [] : [`Held again:\n${renderHeld(desk, heldAgain)}`]),
      ...(unfinished.length === 0 ? [] : [`Not finished yet: ${toNames(unfinished)}`]),
    ].join('\n'),
  );
  if (unfinished.length > 0) {
    desk.screen.warn(`Not finished in the time given. ${await sayWhoIsAtWork(desk)}`);
    return EXIT.timedOut;
  }
  if (heldAgain.length > 0) return settled.length > 0 ? EXIT.partial : EXIT.failed;
  return unknownIds.length > 0 ? EXIT.partial : EXIT.ok;
}

function toNames(rows: readonly HeldRow[]): string {
  return rows.map(({ kind, key }) => `${kind}:${key}`).join(' ');
}
