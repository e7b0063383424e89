import { findEvent, listEvents, type EventState } from '@ponte/db/events';
import { replayEvents, type EventSelection } from '@ponte/operations/replay-events';
import { CommandFailed } from '../command-failed.ts';
import type { Desk } from '../desk.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { WaitOptions, WritingOptions } from '../global-options.ts';
import { parseMoment } from '../parse-moment.ts';
import { awaitUntil } from '../waits/await-until.ts';
import { sayWhoIsAtWork } from '../waits/say-who-is-at-work.ts';

export interface ReplayOptions extends WritingOptions, WaitOptions {
  ids: readonly string[];
  since?: string;
  until?: string;
  source?: string;
  account?: string;
  state?: EventState;
}

/** Works stored events once more; asks first when they are not named one by one. */
export async function replay(desk: Desk, options: ReplayOptions): Promise<ExitCode> {
  const { screen, ask } = desk;
  const { selection, unknownIds } = await select(desk, options);
  const count = selection.ids?.length ?? (await countEvents(desk, selection));
  if (options.dryRun === true || count === 0) {
    screen.show({ wouldReplay: count, unknownIds }, () =>
      count === 0 ? 'No event fits.' : `${toNoun(count)} would be worked once more.`,
    );
    return EXIT.ok;
  }
  const isGiven = options.yes === true || options.ids.length > 0;
  await ask.assertConfirmed(`Replay ${toNoun(count)}?`, { isGiven, pass: 'Pass --yes.' });
  const { replayed, missedRings } = await replayEvents(
    desk.ports,
    selection,
    desk.actor(options.why),
  );
  if (missedRings > 0) screen.warn('The queue does not answer; the sweep rings for them later.');
  for (const id of unknownIds) screen.warn(`There is no event ${id}.`);
  const isWorked =
    options.wait === true ? await awaitWorked(desk, selection, options.timeout) : null;
  screen.show({ replayed, unknownIds, isWorked }, () =>
    [`${toNoun(replayed)} replayed`, ...(isWorked === true ? [' and worked'] : []), '.'].join(''),
  );
  if (isWorked === false) {
    screen.warn(`Not worked in the time given. ${await sayWhoIsAtWork(desk)}`);
    return EXIT.timedOut;
  }
  return unknownIds.length > 0 ? EXIT.partial : EXIT.ok;
}

async function select(
  desk: Desk,
  options: ReplayOptions,
): Promise<{ selection: EventSelection; unknownIds: readonly string[] }> {
  const { source, account, state, ids } = options;
  const { times, clock, database } = desk;
  const read = (option: '--since' | '--until', text: string | undefined): Date | undefined =>
    text === undefined
      ? undefined
      : times.toReal(
          parseMoment(text, { option, zone: times.zone, now: clock.now(), direction: 'past' }),
        );
  const filter = {
    ...{ source, account, state },
    since: read('--since', options.since),
    until: read('--until', options.until),
  };
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  if (ids.length > 0 === isFiltered) {
    throw new CommandFailed(
      EXIT.usage,
      'Say which events, in one way: their numbers, or --since, --until, --source, --account, --state.',
    );
  }
  if (ids.length === 0) return { selection: filter, unknownIds: [] };
  const found = await Promise.all(ids.map((id) => findEvent(database.pool, id)));
  const known = found.flatMap((row) => row?.id ?? []);
  const unknownIds = ids.filter((id) => !known.includes(id));
  if (known.length > 0) return { selection: { ids: known }, unknownIds };
  throw new CommandFailed(
    EXIT.notFound,
    `There is no event ${unknownIds.join(', ')}. "ponte events list" shows their numbers.`,
  );
}

const PAGE = 1_000;

/** Counts by reading page after page, newest first, down to the beginning of the period. */
async function countEvents(desk: Desk, selection: EventSelection): Promise<number> {
  const { since, until, source, account, state } = selection;
  const filter = {
    ...(source === undefined ? {} : { source }),
    ...(account === undefined ? {} : { account }),
    ...(state === undefined ? {} : { state }),
  };
  let count = 0;
  let before: string | undefined;
  for (;;) {
    desk.signal.throwIfAborted();
    const page = await listEvents(desk.database.pool, {
      ...{ ...filter, limit: PAGE },
      ...(before === undefined ? {} : { before }),
    });
    count += page.filter(
      ({ receivedAt }) =>
        (since === undefined || receivedAt >= since) && (until === undefined || receivedAt < until),
    ).length;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return count;
    if (since !== undefined && last.receivedAt < since) return count;
    before = last.id;
  }
}

async function awaitWorked(
  desk: Desk,
  { ids, source, account }: EventSelection,
  timeoutMs: number,
): Promise<boolean> {
  const { pool } = desk.database;
  const open = new Set(ids ?? []);
  const look = async (): Promise<true | undefined> => {
    if (ids === undefined) {
      const filter = {
        ...(source === undefined ? {} : { source }),
        ...(account === undefined ? {} : { account }),
      };
      const waiting = await listEvents(pool, { ...filter, state: 'received', limit: 1 });
      return waiting.length === 0 ? true : undefined;
    }
    for (const id of open) {
      if ((await findEvent(pool, id))?.state !== 'received') open.delete(id);
    }
    return open.size === 0 ? true : undefined;
  };
  return (await awaitUntil(desk, { text: 'Waiting for the events', timeoutMs, look })) === true;
}

function toNoun(count: number): string {
  return `${count} ${count === 1 ? 'event' : 'events'}`;
}
