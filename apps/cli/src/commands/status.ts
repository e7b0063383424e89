import type { Command } from 'commander';
import { readStatus } from '@ponte/operations/read-status';
import type { HouseStatus, IntegrationStatus, StatusWord } from '@ponte/operations/status';
import type { Desk } from '../desk.ts';
import { describeLoad, describeReason } from '../output/load-text.ts';
import type { Paint } from '../output/screen.ts';
import { renderTable } from '../output/table.ts';
import type { Shell } from '../shell.ts';

export function addStatusCommand(program: Command, shell: Shell): void {
  program
    .command('status')
    .description('every integration in one line, then what to do; the status page in a terminal')
    .action((_options: object, self: Command) => shell.run(self, showStatus));
}

async function showStatus(desk: Desk): Promise<void> {
  const status = await readStatus(desk.ports);
  desk.screen.show(status, () =>
    [
      renderIntegrations(desk, status),
      ...status.integrations.flatMap((one) => renderLoadLine(desk, one)),
      ...status.integrations.flatMap((one) => renderTroubles(desk, one)),
      renderHouse(desk, status),
    ].join('\n'),
  );
}

function renderIntegrations({ screen, times }: Desk, { integrations }: HouseStatus): string {
  return renderTable(
    screen,
    [
      ...[{ title: 'integration' }, { title: 'state' }, { title: `fresh as of (${times.zone})` }],
      ...[{ title: 'waiting' }, { title: 'held' }, { title: 'last run' }],
    ],
    integrations.map((one) => [
      one.slug,
      one.state,
      times.full(one.freshAsOf),
      `${one.waiting.events} events, ${one.waiting.records} records`,
      String(one.held.reduce((sum, { count }) => sum + count, 0)),
      one.lastRunAt === null ? '—' : times.ago(one.lastRunAt),
    ]),
  );
}

/** A load that is under way or rests; one that has ended is in "ponte load status". */
function renderLoadLine(desk: Desk, { load, slug }: IntegrationStatus): string[] {
  if (load === null || (load.position !== 'running' && load.position !== 'paused')) return [];
  const why = describeReason(desk, load);
  return [
    `\n${slug}: load ${load.word}, ${describeLoad(load)}.${why === undefined ? '' : ` ${why}`}` +
      '\n    ponte load status --watch',
  ];
}

function renderTroubles({ screen, times }: Desk, one: IntegrationStatus): string[] {
  const { paint } = screen;
  const { pause, troubles, held, slug } = one;
  const blocks = [
    ...(pause === null
      ? []
      : [
          `paused by ${pause.by} ${times.ago(pause.since)}: ${pause.reason}` +
            `${pause.until === null ? '' : ` (until ${times.full(pause.until)})`}\n` +
            `    Resume with: ponte resume ${slug}`,
        ]),
    ...troubles.map(
      (run) =>
        `${run.state} ${run.job}, attempt ${run.attempt}, ${times.ago(run.startedAt)}: ` +
        `${run.message ?? run.reason ?? 'no message'}` +
        `${run.nextAt === null ? '' : ` (again ${times.ago(run.nextAt)})`}\n` +
        `    ${run.nextStep}\n    ponte runs show ${run.runId}`,
    ),
    ...held.map(
      ({ reason, count, oldest, nextStep }) =>
        `held ${count}, ${reason}, the oldest ${times.ago(oldest)}\n    ${nextStep}\n` +
        `    ponte held list --integration ${slug} --reason ${reason}`,
    ),
  ];
  if (blocks.length === 0) return [];
  return ['', colour(paint, one.state)(slug), ...blocks.map((block) => `  ${block}`)];
}

function colour(paint: Paint, state: StatusWord): (text: string) => string {
  switch (state) {
    case 'failed':
      return paint.red;
    case 'done':
    case 'running':
      return paint.green;
    case 'paused':
    case 'waiting':
    case 'waiting for limit':
    case 'done with problems':
      return paint.yellow;
  }
}

function renderHouse({ times }: Desk, status: HouseStatus): string {
  const { workers, leases, queues, unclaimedEvents } = status;
  const lines = [
    ...(workers.length === 0 ? ['No worker is alive. Start one: npm start, or ponte work'] : []),
    ...workers.map(
      ({ id, startedAt, note }) =>
        `worker ${id}, started ${times.ago(times.fromReal(startedAt))}${note === null ? '' : `, ${note}`}`,
    ),
    ...leases.map(({ name, owner }) => `${name} belongs to ${owner}`),
    ...(queues === null
      ? ['The queue does not answer. Rows are kept; start Redis or correct REDIS_URL.']
      : queues.map(
          (queue) =>
            `queue ${queue.name}: ${queue.waiting} waiting, ${queue.active} active, ` +
            `${queue.delayed} sleeping, ${queue.failed} failed${queue.paused ? ', paused' : ''}`,
        )),
    ...unclaimedEvents.map(
      ({ source, count }) => `${count} events of ${source} that no integration works on yet`,
    ),
  ];
  return `\n${lines.join('\n')}`;
}
