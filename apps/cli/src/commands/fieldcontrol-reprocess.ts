import { Option, type Command } from 'commander';
import {
  CARD_PENDING_REASONS,
  type PendingReason,
} from '@ponte/integrations/isales-fieldcontrol/project';
import { nextStepFor } from '@ponte/integrations/reasons';
import {
  describeUnmatched,
  previewReprocess,
  REPROCESSINGS,
  reprocess,
  type CardChoice,
  type ChosenCards,
  type Reprocessing,
} from '@ponte/operations/reprocess-cards';
import type { Desk } from '../desk.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import {
  addWritingOptions,
  createTimeoutOption,
  type WaitOptions,
  type WritingOptions,
} from '../global-options.ts';
import { renderPreviews, toCountWords } from '../output/field-previews.ts';
import { parseMoment } from '../parse-moment.ts';
import type { Shell } from '../shell.ts';
import { awaitAskedRun } from '../waits/await-asked-run.ts';
import { createAccountOption } from './load.ts';

type ReprocessOptions = WritingOptions &
  WaitOptions & {
    readonly account: string;
    readonly since?: string;
    readonly until?: string;
    readonly reason?: PendingReason;
  };

const WORDS: Readonly<Record<Reprocessing, string>> = {
  refetch: 'read the details of cards from iSales again',
  replay: 'work on cards again from the answers of iSales that were kept',
  repush: 'send again what was not delivered; what was delivered is never sent twice',
};

/** `ponte fieldcontrol refetch|replay|repush`: cards by id, by period, by a pending's reason. */
export function addReprocessCommands(field: Command, shell: Shell): void {
  for (const kind of REPROCESSINGS) {
    const command = field
      .command(kind)
      .description(WORDS[kind])
      .argument('[cards...]', 'ids of cards')
      .option('--since <moment>', 'cards that moved since: 2026-11-22, 7d')
      .option('--until <moment>', 'cards that moved before')
      .addOption(
        new Option('--reason <word>', 'cards with an open pending of this reason').choices(
          CARD_PENDING_REASONS,
        ),
      )
      .addOption(createAccountOption())
      .option('--no-wait', 'do not wait for the end')
      .addOption(createTimeoutOption().default(120_000, '120'));
    addWritingOptions(command).action((cards: string[], options: ReprocessOptions, self: Command) =>
      shell.run(self, async (desk) => {
        const choice = toChoice(desk, cards, options);
        const { dryRun } = options;
        const done = await (dryRun === true
          ? showPreview(desk, choice)
          : work(desk, { ...options, kind, choice }));
        return endWith(desk, done);
      }),
    );
  }
}

async function showPreview(desk: Desk, choice: CardChoice): Promise<ChosenCards> {
  const preview = await previewReprocess(desk.ports, choice);
  desk.screen.show({ dryRun: true, ...preview }, () => renderPreviews(desk, preview.previews));
  if (preview.hasMore) desk.screen.warn('Only the first deliveries are shown: choose fewer cards.');
  desk.screen.note(`${countCards(preview)} Nothing was written.`);
  return preview;
}

async function work(
  desk: Desk,
  options: ReprocessOptions & { readonly kind: Reprocessing; readonly choice: CardChoice },
): Promise<ChosenCards> {
  const { kind, choice, timeout: timeoutMs, why } = options;
  const { asked, ...done } = await reprocess(desk.ports, { kind, choice }, desk.actor(why));
  if (asked === undefined) {
    desk.screen.show(done, () => 'No card fits.');
    return done;
  }
  if (options.wait === false) {
    desk.screen.show({ ...done, rung: asked.job }, () => `${countCards(done)} It was rung.`);
    return done;
  }
  const run = await awaitAskedRun(desk, asked, { text: `Doing ${kind}`, timeoutMs });
  const { id: runId, state: outcome, reason, counts } = run;
  desk.screen.show(
    { ...done, runId, outcome, reason, counts },
    () => `${countCards(done)} The first run ended ${outcome}: ${toCountWords(counts)}.`,
  );
  if (outcome === 'held') desk.screen.note(nextStepFor(reason));
  return done;
}

function endWith(desk: Desk, { unmatched }: ChosenCards): ExitCode {
  if (unmatched.length === 0) return EXIT.ok;
  desk.screen.warn(describeUnmatched(unmatched));
  return EXIT.partial;
}

function countCards({ cards }: ChosenCards): string {
  return cards.length === 1 ? '1 card fits.' : `${cards.length} cards fit.`;
}

function toChoice(
  desk: Desk,
  cards: readonly string[],
  { account, reason, since, until }: ReprocessOptions,
): CardChoice {
  return {
    ...{ account, reason, isalesIds: cards.length === 0 ? undefined : cards },
    since: toMoment(desk, '--since', since),
    until: toMoment(desk, '--until', until),
  };
}

function toMoment(
  { times, clock }: Desk,
  option: string,
  text: string | undefined,
): Date | undefined {
  if (text === undefined) return undefined;
  return parseMoment(text, { option, zone: times.zone, now: clock.now(), direction: 'past' });
}
