import { listLeases } from '@ponte/db/leases';
import { listPauses } from '@ponte/db/pauses';
import { listTrouble } from '@ponte/db/runs';
import { listLiveWorkers } from '@ponte/db/workers';
import type { Desk } from '../desk.ts';

/** Why something may not have ended yet: who holds which account, what is paused or failing. */
export async function sayWhoIsAtWork({ database: { pool }, clock }: Desk): Promise<string> {
  const [leases, workers, pauses, troubles] = await Promise.all([
    listLeases(pool),
    listLiveWorkers(pool),
    listPauses(pool, clock.now()),
    listTrouble(pool, { limit: 2 }),
  ]);
  const sentences = [
    ...leases.map(({ name, owner }) => `${name} is held by worker ${owner}.`),
    ...workers.flatMap(({ id, note }) => (note === null ? [] : [`Worker ${id} ${note}.`])),
    ...pauses.map(({ integration, reason }) => `${integration} is paused: ${reason}.`),
    ...troubles.map(({ job, state, message }) => `${job} is ${state}: ${message ?? 'see its run'}`),
    ...(workers.length === 0 ? ['No worker is alive: it goes on as soon as one is.'] : []),
  ];
  return sentences.map((sentence) => sentence.replace(/[.\s]*$/, '.')).join(' ');
}
