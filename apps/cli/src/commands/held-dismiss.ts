import type { HeldRow } from '@ponte/db/held';
import { dismissHeld } from '@ponte/operations/release-held';
import type { Desk } from '../desk.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { renderHeld, toHeldJson } from '../output/held-rows.ts';
import { describeRows, selectHeld, type AskedRecords } from './held-selection.ts';

/** Closes held records without doing their work: for what turned out to be harmless. */
export async function dismiss(desk: Desk, asked: AskedRecords): Promise<ExitCode> {
  const { screen, ask } = desk;
  const { selections, rows, unknownIds } = await selectHeld(desk, asked);
  if (asked.dryRun === true || rows.length === 0) {
    screen.show({ wouldDismiss: rows.map(toHeldJson), unknownIds }, () =>
      rows.length === 0 ? '' : `Would be dismissed:\n${renderHeld(desk, rows)}`,
    );
    if (rows.length === 0) screen.note('Nothing is held that fits.');
    return EXIT.ok;
  }
  await ask.assertConfirmed(`Dismiss ${describeRows(rows)}? Their work is not done.`, {
    isGiven: asked.yes === true,
    pass: 'Pass --yes.',
  });
  const dismissed: HeldRow[] = [];
  for (const selection of selections) {
    dismissed.push(...(await dismissHeld(desk.ports, selection, desk.actor(asked.why))));
  }
  for (const id of unknownIds) screen.warn(`Nothing is held under ${id}.`);
  screen.show(
    { dismissed: dismissed.map(toHeldJson), unknownIds },
    () => `Dismissed ${describeRows(dismissed)}.`,
  );
  return unknownIds.length > 0 ? EXIT.partial : EXIT.ok;
}
