import type { Control } from './control.ts';
import type { IntegrationSummary, Progress } from './day.ts';
import type { Desk } from './desk.ts';
import { awaitUncertain, readBoard, settle } from './settle-board.ts';

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

const [INSTALLATION, EXPANSION, CANCELLED] = [17_840, 20_024, 20_363];

const NOWHERE = {
  ...{ cep: null, logradouro: null, numero: null, complemento: null, bairro: null },
  ...{ cidade: null, estado: null, link_localizacao: null },
};

/** Cards of the day, by what becomes of them. */
interface Cards {
  readonly calledOff: number;
  readonly extended: number;
  readonly neverBuilt: number;
  readonly nowhere: number;
  readonly kept: number;
  readonly edited: number;
}

/**
 * A day of a solar company: every move that a card can make, with an answer of FieldControl that is
 * lost, a cancellation that it refuses, and a planner who accepts a request.
 */
export async function playBoardDay(day: BoardDay): Promise<IntegrationSummary> {
  const before = await countRequests(day);
  const login = { username: 'fieldcontrol', password: 'the-demo-s-own-password' };
  await day.field.act('set-webhook', { url: day.webhookUrl, ...login });
  const cards = await approve(day);
  await callOff(day, cards);
  await takeUp(day, cards);
  return { ...(await compare(day)), vendorRequests: (await countRequests(day)) - before };
}

/** New projects; the one whose answer is lost is called off before anybody knows of its request. */
async function approve(day: BoardDay): Promise<Cards> {
  const { isales, field, seed } = day;
  const create = async (column: number, more: Record<string, unknown> = {}): Promise<number> =>
    Number((await isales.act('create-card', { column, ...more }))['id']);
  const lost = await create(INSTALLATION);
  const [one, other] = [await addClient(isales), await addClient(isales)];
  const cards = {
    calledOff: one.card,
    // The second project of a client who has one already.
    extended: await create(INSTALLATION, { clienteId: one.clienteId }),
    kept: other.card,
    edited: await create(EXPANSION, { clienteId: other.clienteId }),
    neverBuilt: await create(CANCELLED),
    nowhere: await create(EXPANSION, { cliente: NOWHERE }),
  };
  for (let more = 0; more <= seed % 2; more += 1) await create(EXPANSION, { cliente: NOWHERE });
  const order = toKey(lost, 1);
  await field.faults([{ kind: 'lost-answer', match: toMatch(order), count: 1 }]);
  await readBoard(day);
  await awaitUncertain(day, order);
  await isales.act('move-card', { id: lost, column: CANCELLED });
  await settle(day, 'projects are approved; one, whose answer was lost, is called off');
  return cards;
}

/** A new client with one project. */
async function addClient(isales: Control): Promise<{ card: number; clienteId: number }> {
  const { id, clienteId } = await isales.act('create-card', { column: INSTALLATION });
  return { card: Number(id), clienteId: Number(clienteId) };
}

/** Moves after the first requests are there; FieldControl refuses one of the cancellations. */
async function callOff(day: BoardDay, cards: Cards): Promise<void> {
  const { isales, field } = day;
  const move = (id: number, column: number) => isales.act('move-card', { id, column });
  await move(cards.calledOff, CANCELLED);
  await move(cards.extended, EXPANSION);
  await move(cards.neverBuilt, INSTALLATION);
  await move(cards.nowhere, CANCELLED);
  await move(cards.kept, CANCELLED);
  await field.faults([{ kind: 'unknown-422', match: toMatch(toKey(cards.kept, 2)) }]);
  await isales.act('edit-card', { id: cards.edited, vendedor: 'Renata' });
  await settle(day, 'projects are called off, extended, taken up and changed');
}

/** Two go on after all, one changes after the planner has accepted it, one leaves the board. */
async function takeUp(day: BoardDay, cards: Cards): Promise<void> {
  const { isales, field } = day;
  await field.faults([]);
  await field.act('accept-ticket', { ticket: toKey(cards.edited, 1) });
  await isales.act('edit-card', { id: cards.edited, vendedor: 'Otávio' });
  await isales.act('move-card', { id: cards.calledOff, column: INSTALLATION });
  await isales.act('move-card', { id: cards.kept, column: INSTALLATION });
  await isales.act('delete-card', { id: cards.extended });
  await settle(day, 'projects that were called off are built after all, one card is gone');
}

/** A delivery's name at FieldControl. */
function toKey(card: number, seq: number): string {
  return `isales:${card}:${seq}`;
}

function toMatch(id: string): { method: string; id: string } {
  return { method: 'post /tickets', id };
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
