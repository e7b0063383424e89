import type { Handler, JobEnding } from '@ponte/jobs/define';
import { PLACES_PER_RUN } from './jobs.ts';
import { judgeCard } from './judge-card.ts';
import { climbLadder } from './places/climb-ladder.ts';
import { compareLocation } from './places/compare-location.ts';
import type { DuePlace, PlacePorts } from './place-ports.ts';
import type { JudgePorts } from './ports.ts';
import { decideUnlocated, SEARCH_FAILED } from './rules/decide-unlocated.ts';
import { isBetter, isWithdrawn } from './rules/keep-point.ts';
import type { FieldSettings } from './settings.ts';

type Ports = PlacePorts & JudgePorts;

interface PlaceWork {
  readonly account: string;
  readonly runId: string;
  readonly settings: FieldSettings;
  readonly place: DuePlace;
  readonly signal: AbortSignal;
}

interface Searched {
  readonly place: DuePlace;
  readonly end: 'located' | 'unknown' | 'later';
  /** Virtual milliseconds until it is looked for again; null: it is through. */
  readonly waitMs: number | null;
  /** There is something new to judge its cards by. */
  readonly isNews: boolean;
}

/**
 * Looks for the places of new and changed addresses. Coordinates only ever get better; only a link's
 * point that is too far by the settings of now is taken back.
 */
export function createLocateAddress(ports: Ports): Handler<{ account: string }> {
  return async ({ account }, { runId, signal }) => {
    const due = await ports.listDuePlaces(account, PLACES_PER_RUN);
    if (due.length === 0) return { outcome: 'skipped', reason: 'nothing-due' };
    const settings = await ports.readSettings(account);
    const ends: Searched[] = [];
    let mayPush = false;
    for (const place of due) {
      signal.throwIfAborted();
      const searched = await search(ports, { account, runId, settings, place, signal });
      ends.push(searched);
      for (const isalesId of searched.isNews ? place.cards : []) {
        mayPush = (await judgeCard(ports, { account, runId, isalesId })) || mayPush;
      }
      // Only now: whoever dies before this leaves a place that is looked for again.
      if (searched.waitMs === null) await ports.finishPlace(account, place);
    }
    if (mayPush) await ports.ringPush(account);
    return toEnding(ends, due.length === PLACES_PER_RUN);
  };
}

async function search(
  ports: Ports,
  { account, runId, settings, place, signal }: PlaceWork,
): Promise<Searched> {
  const { enderecoId, geoHash, linkLocalizacao, known, problems } = place;
  const run = { account, runId };
  const searched = { enderecoId, linkLocalizacao };
  const toEnd = (point: unknown) => (point === null ? 'unknown' : 'located');
  try {
    const climbed = await climbLadder(ports.geo(account), place, { settings, signal });
    const { disbelieved, ...found } = climbed;
    const withdraws = isWithdrawn(known, disbelieved);
    const before = withdraws ? null : known;
    const point = isBetter(before, found.point) ? found.point : undefined;
    const shift = await compareLocation(ports, { account, place, point, signal });
    await ports.savePlace(run, { ...searched, geoHash, ...found, point, withdraws, shift });
    return { place, end: toEnd(point ?? before), waitMs: null, isNews: true };
  } catch (error) {
    signal.throwIfAborted();
    const { waitMs, isTry, isTold } = decideUnlocated(error, place.tries);
    if (isTold) {
      // Found with nothing: the card's next reading has the place looked for once more. What was
      // wrong with the address is so still.
      const all = [...new Set([...problems, SEARCH_FAILED])];
      const none = { point: undefined, withdraws: false, shift: undefined, fill: {} };
      await ports.savePlace(run, { ...searched, ...none, geoHash: '', problems: all });
    }
    if (waitMs !== null) await ports.postponePlace(account, place, { forMs: waitMs, isTry });
    return { place, end: waitMs === null ? toEnd(known) : 'later', waitMs, isNews: isTold };
  }
}

function toEnding(ends: readonly Searched[], isFull: boolean): JobEnding {
  const count = (word: string): number => ends.filter(({ end }) => end === word).length;
  const waits = ends.flatMap(({ waitMs }) => waitMs ?? []);
  return {
    outcome: count('unknown') > 0 ? 'held' : 'done',
    ...(count('unknown') > 0 ? { reason: 'geo_precisao_baixa' } : {}),
    keys: ends.flatMap(({ place }) => place.cards.map((id) => `card:${id}`)),
    counts: { located: count('located'), unknown: count('unknown'), later: count('later') },
    ...(isFull ? { againInMs: 0 } : waits.length > 0 ? { againInMs: Math.min(...waits) } : {}),
  };
}
