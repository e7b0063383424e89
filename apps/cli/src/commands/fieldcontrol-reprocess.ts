import { reprocess, type Reprocessing } from '@ponte/operations/fieldcontrol';
import type { Desk } from '../desk.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { WaitOptions, WritingOptions } from '../global-options.ts';
import { parseMoment } from '../parse-moment.ts';
import { awaitAskedRun } from '../waits/await-asked-run.ts';

export type ReprocessOptions = WritingOptions &
  WaitOptions & {
    readonly account: string;
    readonly since?: string;
    readonly until?: string;
    readonly reason?: string;
  };

/** Works on cards again: by id, by period, by a pending's reason. A dry run shows what would be sent. */
export async function reprocessCards(
  desk: Desk,
  options: ReprocessOptions & { readonly kind: Reprocessing; readonly cards: readonly string[] },
): Promise<ExitCode> {
  const { kind, cards, account, reason, timeout: timeoutMs, why } = options;
  const isDryRun = options.dryRun === true;
  const choice = {
    ...{ account, reason, isalesIds: cards.length === 0 ? undefined : cards },
    since: toMoment(desk, '--since', options.since),
    until: toMoment(desk, '--until', options.until),
  };
  const done = await reprocess(desk.ports, { kind, choice, isDryRun }, desk.actor(why));
  if (done.asked === undefined) {
    desk.screen.show({ dryRun: isDryRun, cards: done.cards, previews: done.previews }, () =>
      isDryRun ? JSON.stringify(done.previews, null, 2) : 'No card fits.',
    );
    if (isDryRun) desk.screen.note(`${done.cards.length} cards fit. Nothing was written.`);
    return EXIT.ok;
  }
  if (options.wait === false) {
    desk.screen.show({ cards: done.cards, rung: done.asked.job }, () => 'It was rung.');
    return EXIT.ok;
  }
  const run = await awaitAskedRun(desk, done.asked, { text: `Doing ${kind}`, timeoutMs });
  const { id: runId, state: outcome, counts } = run;
  desk.screen.show(
    { cards: done.cards, runId, outcome, counts },
    () => `${done.cards.length} cards; the first run ended ${outcome}: ${JSON.stringify(counts)}`,
  );
  return EXIT.ok;
}

function toMoment(
  { times, clock }: Desk,
  option: string,
  text: string | undefined,
): Date | undefined {
  if (text === undefined) return undefined;
  return parseMoment(text, { option, zone: times.zone, now: clock.now(), direction: 'past' });
}
