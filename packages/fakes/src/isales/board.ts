import { createFaultBook, type FaultBook } from '../control/fault-book.ts';
import { createRingLog, type RingLog } from '../control/ring-log.ts';
import type { Json, JsonObject } from '../json.ts';
import { hexText } from '../seeded/random.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { fillBoard } from './contents/fill-board.ts';
import { isalesFaults } from './faults.ts';
import type { Scenario } from './scenario.ts';
import { initialSettings, type Settings } from './settings.ts';

/** The number of the engineering funnel; the other funnels are empty. */
export const funilId = 2666;

/** The reads of one client, by the last part of their path. */
export const detailReads = ['clientes', 'propostas', 'campo-customizado'] as const;
export type DetailRead = (typeof detailReads)[number];

/** A card of the board: one project of one client. */
export interface Card {
  readonly id: number;
  readonly clienteId: number;
  colunaId: number;
  readonly createdMs: number;
  movedMs: number;
  /** Which awkward case it stands for; "plain" for none. Never on the wire. */
  readonly caseName: string;
}

/** A client with everything that the three reads show of it. */
export interface Client {
  readonly id: number;
  vendedor: Json;
  cliente: JsonObject;
  proposta: JsonObject;
  custom: JsonObject;
  /** Whole answers given in place of the true ones: what a broken record looks like. */
  spoilt: Partial<Record<DetailRead, Json>>;
}

/** An act that waits for a read. */
export interface ArmedAct {
  /** A read's name; "*" for any of the four. */
  readonly on: string;
  readonly clienteId: number | undefined;
  readonly isAfter: boolean;
  readonly act: JsonObject;
}

/** One request as GET /requests shows it; the token in its path is masked. */
export interface LoggedRequest {
  readonly at: string;
  readonly verb: string;
  readonly method: string;
  readonly path: string;
  /** Whether the token was the right one. */
  readonly key: 'right' | 'wrong' | 'missing';
  readonly clienteId: number | null;
  readonly body: string;
  /** 0 when the connection was dropped without an answer. */
  readonly status: number;
  readonly answer: string;
  readonly fault: string | null;
}

export interface Counters {
  requests: number;
  requestsByMethod: Record<string, number>;
  refusalsByCode: Record<string, number>;
  limitRefusals: number;
  faultsByKind: Record<string, number>;
  armedActsRun: number;
}

/** Everything the fake is made of. Parts are replaced by a reset, the object stays. */
export interface Board {
  readonly clock: VirtualClock;
  seed: number;
  scenario: Scenario;
  apiToken: string;
  settings: Settings;
  cards: Map<number, Card>;
  clients: Map<number, Client>;
  nextCardId: number;
  nextClientId: number;
  armed: ArmedAct[];
  /** Virtual times of the requests of the last minute. */
  recentMs: number[];
  counters: Counters;
  faults: FaultBook;
  readonly requestLog: RingLog<LoggedRequest>;
  lifetime: AbortController;
}

/** Makes a board with what its scenario describes. */
export function createBoard(start: {
  clock: VirtualClock;
  seed: number;
  scenario: Scenario;
  apiToken?: string;
}): Board {
  const { clock, seed, scenario } = start;
  const board: Board = {
    ...{ clock, seed, scenario },
    apiToken: start.apiToken ?? `sandbox${hexText(seed, 'isales', 53)}`,
    requestLog: createRingLog<LoggedRequest>(5_000),
    ...freshParts(seed),
  };
  fillBoard(board);
  return board;
}

/** Back to what seed and scenario describe; settings, faults, counters and logs too. The token stays. */
export function resetBoard(board: Board, seed: number, scenario: Scenario): void {
  board.lifetime.abort();
  Object.assign(board, freshParts(seed), { seed, scenario });
  board.requestLog.clear();
  fillBoard(board);
}

/** Counters at nothing. */
export function createCounters(): Counters {
  return {
    ...{ requests: 0, limitRefusals: 0, armedActsRun: 0 },
    ...{ requestsByMethod: {}, refusalsByCode: {}, faultsByKind: {} },
  };
}

function freshParts(seed: number) {
  return {
    settings: initialSettings(),
    cards: new Map<number, Card>(),
    clients: new Map<number, Client>(),
    ...{ nextCardId: 991_001, nextClientId: 501 },
    armed: [] as ArmedAct[],
    recentMs: [] as number[],
    counters: createCounters(),
    faults: createFaultBook(isalesFaults, seed),
    lifetime: new AbortController(),
  };
}
