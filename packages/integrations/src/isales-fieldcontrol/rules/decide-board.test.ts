import type { BoardCard } from '@ponte/connectors/isales/model';
import { expect, test } from 'vitest';
import { fieldFallbacks } from '../settings.ts';
import { decideBoard, type BoardFacts, type KnownCard } from './decide-board.ts';

const NOW = new Date('2026-11-26T12:00:00Z');
const HOUR_MS = 3_600_000;

const row = (rowId: string | null, clienteId: string, colunaId = 17840): BoardCard => ({
  ...{ rowId, clienteId, colunaId, funilId: null, vendedor: 'Davi', nome: null, movidoEm: null },
  raw: {},
});
const card = (isalesId: string, more: Partial<KnownCard> = {}): KnownCard => ({
  ...{ isalesId, quadroId: isalesId, isalesClienteId: `c${isalesId}`, colunaId: 17840 },
  ...{ tipoServico: 'MTcyMTExOjYyNDg5', estadoAtual: 'ativo', vendedor: 'Davi', lastSeq: 1 },
  ...{ ausenteDesde: null, ausenciaAvisada: null, deliveries: [] },
  ...more,
});
const decide = (facts: Partial<BoardFacts>, suspectSince: Date | null = null) =>
  decideBoard(
    { rows: [], unreadClients: [], known: [], ...facts },
    { settings: fieldFallbacks, now: NOW, suspectSince },
  );

test('two cards of one client are two cards', () => {
  const { sights } = decide({ rows: [row('1', 'a'), row('2', 'a', 20363)] });
  expect(sights.map(({ card: { isalesId } }) => isalesId)).toEqual(['1', '2']);
});

test('without ids of rows the client is the card, and several of its rows are shown to somebody', () => {
  const plan = decide({ rows: [row(null, 'a'), row(null, 'a', 20363), row(null, 'b')] });
  expect(plan.sights.map(({ card: { isalesId } }) => isalesId)).toEqual(['a', 'b']);
  expect(plan.doubled).toEqual(['a']);
});

test('a card that was known by its client keeps its name when rows get ids', () => {
  const known = [card('a', { quadroId: null, isalesClienteId: 'a' })];
  const { sights } = decide({ rows: [row('9', 'a'), row('10', 'a')], known });
  expect(sights.map(({ card: one }) => [one.isalesId, one.quadroId])).toEqual([
    ['a', '9'],
    ['10', '10'],
  ]);
  expect(sights[0]?.move).toBe(undefined);
});

test('a board that shows what it showed asks for nothing', () => {
  const known = [card('1', { isalesClienteId: 'a' })];
  const { sights } = decide({ rows: [row('1', 'a')], known });
  expect(sights.map(({ mustRead, move }) => [mustRead, move])).toEqual([[false, undefined]]);
});

test('another seller, a return and a new mapping have the details read', () => {
  const known = [
    card('1', { vendedor: 'Ana', isalesClienteId: 'a' }),
    card('2', { ausenteDesde: NOW, isalesClienteId: 'b' }),
    card('3', { tipoServico: null, isalesClienteId: 'c' }),
  ];
  const rows = [row('1', 'a'), row('2', 'b'), row('3', 'c')];
  expect(decide({ rows, known }).sights.map(({ mustRead }) => mustRead)).toEqual([
    true,
    true,
    true,
  ]);
});

test('a row that is another client’s now has the details read', () => {
  const known = [card('1', { isalesClienteId: 'a' }), card('2', { isalesClienteId: 'b' })];
  const { sights } = decide({ rows: [row('1', 'z'), row('2', 'b')], known });
  expect(
    sights.map(({ card: { isalesId }, isOtherClient, mustRead }) => [
      isalesId,
      isOtherClient,
      mustRead,
    ]),
  ).toEqual([
    ['1', true, true],
    ['2', false, false],
  ]);
});

test('row 11: a card that is gone is noted, told of after 20 hours, and never cancelled', () => {
  const since = (hours: number): Date => new Date(NOW.getTime() - hours * HOUR_MS);
  const known = [
    card('1'),
    card('2', { ausenteDesde: since(19) }),
    card('3', { ausenteDesde: since(20) }),
    card('4', { ausenteDesde: since(99), ausenciaAvisada: since(1) }),
  ];
  const plan = decide({ known });
  expect(plan.absent).toEqual({ note: ['1'], tell: ['3'] });
  expect(plan.sights).toEqual([]);
});

test('a card in a column that nobody follows is gone', () => {
  const known = [card('1', { isalesClienteId: 'a' })];
  expect(decide({ rows: [row('1', 'a', 11_111)], known }).absent.note).toEqual(['1']);
});

test('nobody says that the card of an unreadable row is gone', () => {
  expect(decide({ known: [card('1')], unreadClients: ['c1'] }).absent.note).toEqual([]);
});

test('a board that lost much at once is not believed, until it stays so', () => {
  const known = Array.from({ length: 30 }, (_, index) => card(String(index + 1)));
  expect(decide({ known })).toMatchObject({ isSuspect: true, absent: { note: [], tell: [] } });
  const old = new Date(NOW.getTime() - 20 * HOUR_MS);
  expect(decide({ known }, old).absent.note).toHaveLength(30);
});
