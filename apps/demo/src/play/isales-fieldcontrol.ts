import { setTimeout as wait } from 'node:timers/promises';
import type { Control } from './control.ts';
import type { IntegrationSummary, Progress } from './day.ts';
import type { Desk } from './desk.ts';

export interface BoardDay {
  /** Where FieldControl sends its webhooks. */
  readonly webhookUrl: string;
  /** The board's screen. */
  readonly isales: Control;
  readonly field: Control;
  readonly geo: Control;
  readonly desk: Desk;
  readonly seed: number;
  readonly progress: Progress;
}

/** Real milliseconds after which a step is counted as it stands: one request a second leaves. */
const SETTLE_WITHIN_MS = 180_000;
const LOOK_EVERY_MS = 250;
const [INSTALLATION, EXPANSION, CANCELLED] = [17_840, 20_024, 20_363];

const NOWHERE = {
  ...{ cep: null, logradouro: null, numero: null, complemento: null, bairro: null },
  ...{ cidade: null, estado: null, link_localizacao: null },
};

/**
 * A day of a solar company: projects are approved, extended, called off and taken up again, one of
 * them lacks its address, and one answer of FieldControl is lost on the way.
 */
export async function playBoardDay(day: BoardDay): Promise<IntegrationSummary> {
  const { isales, seed, field } = day;
  const before = await countRequests(day);
  const login = { username: 'fieldcontrol', password: 'the-demo-s-own-password' };
  await field.act('set-webhook', { url: day.webhookUrl, ...login });
  const create = async (column: number, more: Record<string, unknown> = {}): Promise<number> =>
    Number((await isales.act('create-card', { column, ...more }))['id']);
  const move = (id: number, column: number) => isales.act('move-card', { id, column });

  for (let more = 0; more < 1 + (seed % 2); more += 1) await create(INSTALLATION);
  const calledOff = await create(INSTALLATION);
  const extended = await create(INSTALLATION);
  const neverBuilt = await create(CANCELLED);
  const nowhere = await create(EXPANSION, { cliente: NOWHERE });
  await create(EXPANSION, { cliente: NOWHERE });
  await field.faults([{ kind: 'lost-answer', match: { method: 'post /tickets' }, count: 1 }]);
  await settle(day, 'projects are approved, one answer of FieldControl is lost');

  await move(calledOff, CANCELLED);
  await move(extended, EXPANSION);
  await move(neverBuilt, INSTALLATION);
  await move(nowhere, CANCELLED);
  await settle(day, 'projects are called off, extended and taken up');

  await move(calledOff, INSTALLATION);
  await settle(day, 'a project that was called off is built after all');
  return { ...(await compare(day)), vendorRequests: (await countRequests(day)) - before };
}

/** Reads the board and waits until every delivery has come to its end or in front of a person. */
async function settle({ desk, progress }: BoardDay, title: string): Promise<void> {
  const before = await countDeliveries(desk);
  const polls = await desk.countEnded('isales-fieldcontrol.poll-board');
  await desk.pollBoard();
  // A day that does not settle is told by the summary, with its numbers.
  const last = performance.now() + SETTLE_WITHIN_MS;
  const isLate = (): boolean => performance.now() > last;
  while ((await desk.countEnded('isales-fieldcontrol.poll-board')) === polls && !isLate()) {
    await wait(LOOK_EVERY_MS);
  }
  progress.begin(title, (await countDeliveries(desk)).all - before.ended);
  for (;;) {
    const underWay = await countUnderWay(desk);
    progress.reach((await countDeliveries(desk)).ended - before.ended);
    if (underWay === 0 || isLate()) break;
    await wait(LOOK_EVERY_MS);
  }
  progress.end();
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
    `SELECT (SELECT count(*) FROM dirty WHERE kind IN ('card', 'place', 'request'))::int
          + (SELECT count(*) FROM envio_field
              WHERE estado IN ('pronto', 'enviando', 'incerto')
                 OR (estado = 'pendente' AND tipo = 'cancelamento'))::int AS count`,
  );
  return rows[0]?.count ?? 0;
}

/** Deliveries that are due, and whether FieldControl has just those. */
async function compare({
  field,
  desk,
}: BoardDay): Promise<Omit<IntegrationSummary, 'vendorRequests'>> {
  const { rows } = await desk.database.pool.query<{ chave: string; estado: string }>(
    `SELECT chave, estado FROM envio_field WHERE estado NOT IN ('suprimido', 'nao_aplicavel')`,
  );
  const { tickets } = await field.state('?tickets=1');
  const there = (tickets as { external: { id: string } | null }[]).flatMap(
    ({ external }) => external?.id ?? [],
  );
  const ours = there.filter((key) => key.startsWith('isales:'));
  const due = new Set(rows.map(({ chave }) => chave));
  const held = rows.filter(({ estado }) => estado === 'bloqueado' || estado === 'rejeitado');
  return {
    source: due.size,
    target: new Set(ours.filter((key) => due.has(key))).size,
    held: held.length,
    problems: ours.filter((key) => !due.has(key)).length,
    duplicates: ours.length - new Set(ours).size,
  };
}

async function countRequests({ isales, field, geo }: BoardDay): Promise<number> {
  const counts = await Promise.all([isales, field, geo].map((one) => one.countRequests()));
  return counts.reduce((sum, count) => sum + count, 0);
}
