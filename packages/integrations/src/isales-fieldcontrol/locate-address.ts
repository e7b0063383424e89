import type { Handler, JobEnding } from '@ponte/jobs/define';
import { PLACES_PER_RUN } from './jobs.ts';
import { judgeCard } from './judge-card.ts';
import { climbLadder } from './places/climb-ladder.ts';
import type { DuePlace, JudgePorts, PlacePorts } from './ports.ts';
import { isVendorUnwell } from './rules/decide-unread.ts';
import { isBetter } from './rules/decide-place.ts';

type Ports = PlacePorts & JudgePorts;

/** Virtual milliseconds until a provider that was away is asked again. */
const AGAIN_MS = 30_000;

/** Looks for the places of new and changed addresses; coordinates only ever get better. */
export function createLocateAddress(ports: Ports): Handler<{ account: string }> {
  return async ({ account }, { runId, signal }) => {
    const due = await ports.listDuePlaces(account, PLACES_PER_RUN);
    if (due.length === 0) return { outcome: 'skipped', reason: 'nothing-due' };
    const settings = await ports.readSettings(account);
    const ends: { place: DuePlace; end: 'located' | 'unknown' | 'later' }[] = [];
    let mayPush = false;
    for (const place of due) {
      signal.throwIfAborted();
      const { enderecoId, geoHash, known } = place;
      try {
        const found = await climbLadder(ports.geo(account), place, { settings, signal });
        const point = isBetter(known, found.point) ? found.point : undefined;
        await ports.savePlace(account, { enderecoId, geoHash, ...found, point });
        const isKnown = point !== undefined || known !== null;
        ends.push({ place, end: isKnown ? 'located' : 'unknown' });
      } catch (error) {
        signal.throwIfAborted();
        if (!isVendorUnwell(error)) throw error;
        await ports.postponePlace(account, place, AGAIN_MS);
        ends.push({ place, end: 'later' });
        continue;
      }
      for (const isalesId of place.cards) {
        mayPush = (await judgeCard(ports, { account, runId, isalesId })) || mayPush;
      }
      // Only now: whoever dies before this leaves a place that is looked for again.
      await ports.finishPlace(account, place);
    }
    if (mayPush) await ports.ringPush(account);
    return toEnding(ends, due.length === PLACES_PER_RUN);
  };
}

function toEnding(
  ends: readonly { place: DuePlace; end: 'located' | 'unknown' | 'later' }[],
  isFull: boolean,
): JobEnding {
  const count = (word: string): number => ends.filter(({ end }) => end === word).length;
  return {
    outcome: count('unknown') > 0 ? 'held' : 'done',
    ...(count('unknown') > 0 ? { reason: 'geo_precisao_baixa' } : {}),
    keys: ends.flatMap(({ place }) => place.cards.map((id) => `card:${id}`)),
    counts: { located: count('located'), unknown: count('unknown'), later: count('later') },
    ...(isFull ? { againInMs: 0 } : count('later') > 0 ? { againInMs: AGAIN_MS } : {}),
  };
}
