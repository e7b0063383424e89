import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { inTransaction } from './client.ts';
import { claimDelivery, moveDelivery } from './envios.ts';
import { retryAmbiguous } from './envios-seen.ts';
import { reopenDeliveries } from './field-overview.ts';
import { moveUnsent } from './os-details.ts';
import { addMoves, saveSights, type MoveRow, type SightRow } from './os.ts';
import { openMigratedDatabase, type TestDatabase } from './testing.ts';

const account = 'default';
const at = new Date('2026-11-26T12:00:00Z');
const runId = '00000000-0000-7000-8000-000000000000';

let database: TestDatabase;
let cards = 500;

beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
});
afterAll(() => database.remove());

/** A card whose only order stands so; gives the card's id. */
async function saveOrder(estado: string, motivo: string | null = null): Promise<string> {
  cards += 1;
  const isalesId = String(cards);
  const sight: SightRow = {
    ...{ isalesId, quadroId: null, isalesClienteId: isalesId, colunaId: 17840 },
    ...{ tipoServico: 's', estadoAtual: 'ativo', vendedor: null },
  };
  const move: MoveRow = {
    ...{ isalesId, seq: 1, status: 'ativo', colunaId: 17840, colunaAnterior: null },
    ...{ tipoServico: 's', observacao: 'x', chave: `isales:${isalesId}:1`, tipo: 'pedido' },
    ...{ estado, motivo, refEnvioId: null },
  };
  await inTransaction(database.pool, async (sql) => {
    await saveSights(sql, { account, at, sights: [sight] });
    await addMoves(sql, { account, runId, at, moves: [move] });
  });
  const { cliente, endereco, os } = database.prisma;
  const person = { account, nome: 'Marina', isalesClienteId: isalesId };
  const { id: clienteId } = await cliente.create({ data: person });
  const { id: enderecoId } = await endereco.create({ data: { account, clienteId, chave: 'rua' } });
  await os.updateMany({ where: { account, isalesId }, data: { clienteId, enderecoId } });
  return isalesId;
}

/** What the card of an order is of, as whoever claims it has read it. */
async function readMadeOf(isalesId: string) {
  const { clienteId, enderecoId, hashDados } = await database.prisma.os.findFirstOrThrow({
    where: { account, isalesId },
  });
  return { clienteId: String(clienteId), enderecoId: String(enderecoId), hashDados };
}

async function readOrder(isalesId: string): Promise<{ id: string; stands: string }> {
  const { rows } = await database.pool.query<{ id: string; stands: string }>(
    `SELECT id::text, concat_ws(' ', estado, motivo) AS stands FROM envio_field WHERE chave = $1`,
    [`isales:${isalesId}:1`],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`Card ${isalesId} has no order.`);
  return row;
}

const reopen = (isalesId: string) =>
  reopenDeliveries(database.pool, { account, isalesIds: [isalesId] });
const sweep = () => retryAmbiguous(database.pool, account);
const judge = (isalesId: string, state: 'complete' | 'incomplete') =>
  moveUnsent(database.pool, { account, isalesId, state });

test.each([
  ['what several customers block', 'bloqueado', 'cliente_ambiguo', 'pronto'],
  ['what FieldControl refused', 'rejeitado', 'field_rejeitou', 'pronto'],
  ['not what lacks something', 'bloqueado', null, 'bloqueado'],
  ['not what is in doubt, whatever blocked it once', 'incerto', 'cliente_ambiguo', /^incerto/],
  ['not what is being sent, whatever blocked it once', 'enviando', 'cliente_ambiguo', /^enviando/],
])('a person has %s sent again', async (_says, estado, motivo, stands) => {
  const card = await saveOrder(estado, motivo);
  await reopen(card);
  expect((await readOrder(card)).stands).toMatch(stands);
});

test.each([
  ['the nightly comparison', sweep],
  ['a person', reopen],
])('%s tries an order again, and what blocked it is no longer said of it', async (_says, again) => {
  const card = await saveOrder('bloqueado', 'cliente_ambiguo');
  await again(card);
  const { id, stands } = await readOrder(card);
  expect(stands).toBe('pronto');
  await claimDelivery(database.pool, {
    ...{ deliveryId: id, objeto: 'ticket', nome: 'Marina', requestHash: 'h' },
    ...(await readMadeOf(card)),
  });
  // Its answer is lost.
  await moveDelivery(database.pool, { deliveryId: id, estado: 'incerto' });
  await reopen(card);
  expect((await readOrder(card)).stands).toBe('incerto');
});

test('an order that lacks something by now is not tried again for its customer', async () => {
  const card = await saveOrder('bloqueado', 'cliente_ambiguo');
  await judge(card, 'incomplete');
  await sweep();
  await reopen(card);
  expect((await readOrder(card)).stands).toBe('bloqueado');
  await judge(card, 'complete');
  expect((await readOrder(card)).stands).toBe('pronto');
});

test('an order whose card has moved on since it was listed is not claimed', async () => {
  const card = await saveOrder('pronto');
  const claim = {
    ...{ deliveryId: (await readOrder(card)).id, objeto: 'ticket' as const, nome: 'Marina' },
    ...{ requestHash: 'h', ...(await readMadeOf(card)) },
  };
  const cancelled: MoveRow = {
    ...{ isalesId: card, seq: 2, status: 'cancelado', colunaId: 17841, colunaAnterior: 17840 },
    ...{ tipoServico: 's', observacao: 'x', chave: `isales:${card}:2`, tipo: 'cancelamento' },
    ...{ estado: 'pendente', motivo: null, refEnvioId: null },
  };
  const addMove = (moves: readonly MoveRow[]) =>
    inTransaction(database.pool, (sql) => addMoves(sql, { account, runId, at, moves }));
  await addMove([cancelled]);
  expect(await claimDelivery(database.pool, claim)).toBe(false);
  expect((await readOrder(card)).stands).toBe('pronto');
});
