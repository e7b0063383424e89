import type { ControlledFake } from '../control/controlled-fake.ts';
import { readInput } from '../control/read-input.ts';
import type { Json, JsonObject } from '../json.ts';
import { describeCard } from './acts/card-acts.ts';
import { runAct } from './acts/run-act.ts';
import { funilId, resetBoard, type Board, type Card } from './board.ts';
import { parseScenario } from './scenario.ts';

/** The board as its control port sees it. */
export function controlBoard(board: Board): ControlledFake {
  return {
    vendor: 'isales',
    reset: (input) => {
      const reader = readInput(input, '/reset');
      reader.only('seed', 'scenario');
      const seed = reader.has('seed') ? reader.integer('seed') : board.seed;
      const scenario = reader.has('scenario') ? parseScenario(input['scenario']) : board.scenario;
      resetBoard(board, seed, scenario);
      return { seed, scenario: { ...scenario }, cards: board.cards.size };
    },
    setFaults: (list) => board.faults.replace(list),
    advanceClock: (ms) => {
      board.clock.advance(ms);
      return { now: new Date(board.clock.nowMs()).toISOString() };
    },
    act: (input) => runAct(board, input),
    state: (query) => describeBoard(board, query),
    requests: (query) => describeRequests(board, query),
    counters: () => ({
      ...board.counters,
      requestsByMethod: { ...board.counters.requestsByMethod },
      refusalsByCode: { ...board.counters.refusalsByCode },
      faultsByKind: { ...board.counters.faultsByKind },
    }),
    // No webhook of iSales is known: it is polled.
    deliveries: () => ({ pending: 0, deliveries: [] }),
  };
}

/**
 * Counts and settings; `?cards=1` adds the cards, `?case=no-document`, `?ids=991001,991002` and
 * `?column=17840` narrow them, `?details=1` adds what the reads show of their clients.
 */
function describeBoard(board: Board, query: URLSearchParams): Json {
  const cards = [...board.cards.values()];
  const isAsked = ['cards', 'case', 'ids', 'column', 'details'].some((name) => query.has(name));
  return {
    vendor: 'isales',
    seed: board.seed,
    scenario: { ...board.scenario },
    now: new Date(board.clock.nowMs()).toISOString(),
    funilId,
    counts: {
      cards: cards.length,
      clients: board.clients.size,
      byColumn: countBy(cards, ({ colunaId }) => String(colunaId)),
      byCase: countBy(cards, ({ caseName }) => caseName),
    },
    settings: { ...board.settings },
    armed: board.armed.map(({ act }) => act),
    faults: board.faults.list(),
    ...(isAsked ? { cards: pickCards(cards, query).map((card) => show(board, card, query)) } : {}),
  };
}

function pickCards(cards: readonly Card[], query: URLSearchParams): readonly Card[] {
  const ids = query.get('ids')?.split(',');
  const caseName = query.get('case');
  const column = query.get('column');
  return cards.filter(
    (card) =>
      (ids === undefined || ids.includes(String(card.id))) &&
      (caseName === null || card.caseName === caseName) &&
      (column === null || String(card.colunaId) === column),
  );
}

function show(board: Board, card: Card, query: URLSearchParams): JsonObject {
  const client = board.clients.get(card.clienteId);
  if (!query.has('details') || !client) return describeCard(card);
  const { vendedor, cliente, proposta, custom, spoilt } = client;
  return { ...describeCard(card), vendedor, cliente, proposta, custom, spoilt: { ...spoilt } };
}

function describeRequests({ requestLog }: Board, query: URLSearchParams): Json {
  const method = query.get('method');
  const clienteId = query.get('clienteId');
  const entries = requestLog
    .list()
    .filter((entry) => method === null || entry.method === method)
    .filter((entry) => clienteId === null || String(entry.clienteId) === clienteId);
  const limit = Number(query.get('limit') ?? entries.length);
  const newest = limit > 0 ? entries.slice(-limit) : [];
  return { total: requestLog.total, requests: newest.map((entry) => ({ ...entry })) };
}

function countBy<T>(items: readonly T[], key: (item: T) => string): JsonObject {
  const counts: Record<string, number> = {};
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1;
  return counts;
}
