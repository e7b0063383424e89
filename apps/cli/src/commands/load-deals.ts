import { askPreview, toPreview } from '@ponte/operations/asked-run';
import { assertNotFuture, startLoad } from '@ponte/operations/loads';
import { readLoad } from '@ponte/operations/read-load';
import type { Desk } from '../desk.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { WritingOptions } from '../global-options.ts';
import { parseMoment } from '../parse-moment.ts';
import { awaitAskedRun } from '../waits/await-asked-run.ts';
import { followLoad } from '../waits/follow-load.ts';

export interface LoadOptions extends WritingOptions {
  since?: string;
  account: string;
  wait: boolean;
}

/** Real milliseconds: a preview tries for half a minute, and its worker may have to start first. */
const PREVIEW_WITHIN_MS = 60_000;

/** Says what a load would read, or begins it and shows it until its end. */
export async function loadDeals(desk: Desk, options: LoadOptions): Promise<ExitCode> {
  const { screen, ask, ports, times } = desk;
  const { account } = options;
  const since = toSince(desk, options.since);
  if (options.dryRun === true) return preview(desk, { account, since }, options.why);
  const which =
    since === null ? 'all deals' : `the deals made since ${times.at(since)} (${times.zone})`;
  await ask.assertConfirmed(`Load ${which} of account ${account}?`, {
    isGiven: options.yes === true,
    pass: 'Pass --yes, or --dry-run to see first what it would read.',
  });
  const load = await startLoad(ports, { account, since }, desk.actor(options.why));
  if (options.wait) return followLoad(desk, { id: load.id, account });
  const status = await readLoad(ports, account);
  screen.show({ load: status ?? null }, () => `The load of ${which} has begun.`);
  screen.note('Watch it with: ponte load status --watch');
  return EXIT.ok;
}

/** A moment in the past, in the company's zone unless it names its own; null: everything. */
function toSince({ times, clock }: Desk, text: string | undefined): Date | null {
  if (text === undefined) return null;
  const now = clock.now();
  const context = { option: '--since', zone: times.zone, now, direction: 'past' } as const;
  const since = parseMoment(text, context);
  assertNotFuture(since, now);
  return since;
}

async function preview(
  desk: Desk,
  which: { account: string; since: Date | null },
  why: string | undefined,
): Promise<ExitCode> {
  const asked = await askPreview(desk.ports, which, desk.actor(why));
  const text = 'Asking the portal what there is';
  const run = await awaitAskedRun(desk, asked, { text, timeoutMs: PREVIEW_WITHIN_MS });
  const found = toPreview(run);
  desk.screen.show({ preview: { ...which, ...found } }, () => found.message);
  return EXIT.ok;
}
