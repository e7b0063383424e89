import { Option, type Command } from 'commander';
import { findEvent, listEvents, type EventRow, type EventState } from '@ponte/db/events';
import { maskText } from '@ponte/logging/mask';
import { nextStepFor } from '@ponte/integrations/reasons';
import { CommandFailed } from '../command-failed.ts';
import type { Desk } from '../desk.ts';
import { EXIT } from '../exit-codes.ts';
import { addWaitOptions, addWritingOptions } from '../global-options.ts';
import { renderNextSteps } from '../output/next-steps.ts';
import { renderTable, toPrintable } from '../output/table.ts';
import { parseLimit, parseRowId } from '../parse-options.ts';
import type { Shell } from '../shell.ts';
import { replay, type ReplayOptions } from './events-replay.ts';

const STATES: readonly EventState[] = ['received', 'done', 'held'];

interface ListOptions {
  source?: string;
  account?: string;
  state?: EventState;
  before?: string[];
  limit: number;
}

export function addEventsCommand(program: Command, shell: Shell): void {
  const events = program.command('events').description('what vendors told us, as it was stored');
  events
    .command('list')
    .description('stored events, newest first')
    .option('--source <vendor>', 'only this vendor: bitrix24')
    .option('--account <name>', 'only this account')
    .addOption(new Option('--state <state>', 'only these').choices(STATES))
    .option('--before <id>', 'the next page: only smaller numbers', (text) => parseRowId(text))
    .option('--limit <n>', 'at most so many', parseLimit, 30)
    .action((options: ListOptions, command: Command) =>
      shell.run(command, (desk) => showEvents(desk, options)),
    );
  events
    .command('show')
    .description('one event with its body; secrets and personal data are masked')
    .argument('<id>', 'its number', (text) => parseRowId(text))
    .action((ids: string[], _options: object, command: Command) =>
      shell.run(command, (desk) => showEvent(desk, ids[0] ?? '')),
    );
  const command = events
    .command('replay')
    .description('work stored events once more; harmless at any time')
    .argument('[id...]', 'numbers from "ponte events list"', parseRowId, [])
    .option('--since <moment>', 'received from then on: 2h, 2026-11-22, "2026-11-22 14:30"')
    .option('--until <moment>', 'received before then')
    .option('--source <vendor>', 'only this vendor')
    .option('--account <name>', 'only this account')
    .addOption(new Option('--state <state>', 'only these').choices(STATES));
  addWritingOptions(addWaitOptions(command), { asks: true })
    .addHelpText(
      'after',
      '\nExamples:\n  ponte events replay 1204 1205\n' +
        '  ponte events replay --source bitrix24 --since 2h --dry-run',
    )
    .action((ids: string[], options: Omit<ReplayOptions, 'ids'>, self: Command) =>
      shell.run(self, (desk) => replay(desk, { ...options, ids })),
    );
}

async function showEvents(desk: Desk, { before, ...filter }: ListOptions): Promise<void> {
  const { screen, database } = desk;
  const [from] = before ?? [];
  const rows = await listEvents(database.pool, {
    ...filter,
    ...(from === undefined ? {} : { before: from }),
  });
  screen.show({ events: rows.map(toJson) }, () => renderEvents(desk, rows));
  if (rows.length === 0) screen.note('No event fits.');
  const last = rows.at(-1);
  if (rows.length === filter.limit && last) screen.note(`More with: --before ${last.id}`);
}

function renderEvents({ screen, times }: Desk, rows: readonly EventRow[]): string {
  if (rows.length === 0) return '';
  const table = renderTable(
    screen,
    [
      ...[{ title: 'id' }, { title: `received (${times.zone})` }, { title: 'source' }],
      ...[{ title: 'account' }, { title: 'state' }, { title: 'reason' }],
    ],
    rows.map((row) => [
      row.id,
      times.full(times.fromReal(row.receivedAt)),
      ...[row.source, row.account, row.state, row.reason ?? '—'],
    ]),
  );
  const held = rows.filter(({ state }) => state === 'held');
  return `${table}${renderNextSteps(
    screen,
    held.map(({ reason }) => reason),
  )}`;
}

async function showEvent({ screen, times, database }: Desk, id: string): Promise<void> {
  const row = await findEvent(database.pool, id);
  if (row === undefined) {
    throw new CommandFailed(
      EXIT.notFound,
      `There is no event ${id}. "ponte events list" shows their numbers.`,
    );
  }
  const body = maskText(row.body);
  screen.show({ ...toJson(row), body }, () => {
    const lines = [
      ['event', `${row.id} from ${row.source}, account ${row.account}`],
      ['received', `${times.full(times.fromReal(row.receivedAt))}, ${times.zone}`],
      ['state', row.state + (row.reason === null ? '' : `: ${row.reason}`)],
      ...(row.state === 'held' ? [['what to do', nextStepFor(row.reason)]] : []),
      ['body', body],
    ];
    return lines
      .map(([name = '', text = '']) => `${screen.paint.dim(name.padEnd(10))} ${toPrintable(text)}`)
      .join('\n');
  });
}

/** Without the body: lists are pasted into messages. */
function toJson({ body: _body, ...row }: EventRow): object {
  return { ...row, nextStep: row.state === 'held' ? nextStepFor(row.reason) : null };
}
