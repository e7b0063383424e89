import { setTimeout as wait } from 'node:timers/promises';
import { MOST_TRIES } from '@ponte/integrations/isales-fieldcontrol/rules/decide-change';
import type { Progress } from './day.ts';
import type { Desk } from './desk.ts';

/** Real milliseconds after which a step is counted as it stands: one request a second leaves. */
const SETTLE_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 250;

interface Watched {
  readonly desk: Desk;
  readonly progress: Progress;
}

/** Has the board read, and waits until it was. */
export async function readBoard({ desk }: Pick<Watched, 'desk'>): Promise<void> {
  const polls = await desk.countEnded('isales-fieldcontrol.poll-board');
  await desk.pollBoard();
  await until(async () => (await desk.countEnded('isales-fieldcontrol.poll-board')) > polls);
}

/** Waits until a delivery's answer is lost and nobody knows what became of it. */
export async function awaitUncertain(
  { desk }: Pick<Watched, 'desk'>,
  chave: string,
): Promise<void> {
  await until(async () => {
    const { rows } = await desk.database.pool.query<{ estado: string }>(
      'SELECT estado FROM envio_field WHERE chave = $1',
      [chave],
    );
    return rows[0]?.estado === 'incerto';
  });
}

/** Reads the board and waits until every delivery has come to its end or in front of a person. */
export async function settle(watched: Watched, title: string): Promise<void> {
  const { desk, progress } = watched;
  const before = await countDeliveries(desk);
  await readBoard(watched);
  progress.begin(title, (await countDeliveries(desk)).all - before.ended);
  await until(async () => {
    const underWay = await countUnderWay(desk);
    progress.reach((await countDeliveries(desk)).ended - before.ended);
    return underWay === 0;
  });
  progress.end();
}

/** A day that does not settle is told by the summary, with its numbers. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const last = performance.now() + SETTLE_WITHIN_MS;
  while (!(await holds()) && performance.now() < last) await wait(LOOK_EVERY_MS);
}

/** All deliveries, and those that are there, given up, or in front of a person. */
async function countDeliveries({ database }: Desk): Promise<{ all: number; ended: number }> {
  const { rows } = await database.pool.query<{ all: number; ended: number }>(
    `SELECT count(*)::int AS all, count(*) FILTER (WHERE estado IN ('enviado', 'suprimido',
            'nao_aplicavel', 'bloqueado', 'rejeitado'))::int AS ended FROM envio_field`,
  );
  return rows[0] ?? { all: 0, ended: 0 };
}

async function countUnderWay({ database }: Desk): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(
    `SELECT (SELECT count(*) FROM dirty WHERE kind IN ('card', 'place', 'field-object')
                 OR (kind = 'request' AND tries < ${MOST_TRIES}))::int
          + (SELECT count(*) FROM envio_field
              WHERE estado IN ('pronto', 'enviando', 'incerto')
                 OR (estado = 'pendente' AND tipo = 'cancelamento'))::int AS count`,
  );
  return rows[0]?.count ?? 0;
}
