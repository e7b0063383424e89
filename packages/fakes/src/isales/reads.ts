import type { Json, JsonObject } from '../json.ts';
import type { HttpAnswer } from '../net/http-answer.ts';
import { detailReads, funilId, type Board, type Card, type Client } from './board.ts';
import type { DetailRead } from './board.ts';
import { toLocalText } from './contents/plain-card.ts';
import { invalidParameter, laravelAnswer, laravelRefusal } from './laravel-answer.ts';

/** A read by the last part of its path. */
export type Read = (board: Board, query: URLSearchParams) => HttpAnswer;

/** The four reads; nothing else of the API is known. */
export const reads: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['funil-clientes', readFunnel],
  ...detailReads.map((name): [string, Read] => [name, readDetail(name)]),
]);

const dayMs = 86_400_000;

/**
 * The cards of a funnel whose creation or last move (a setting: the vendor does not say) lies in
 * the days `desde` to `ate`, both inclusive, in local time. No pages; the newest is not first.
 */
function readFunnel(board: Board, query: URLSearchParams): HttpAnswer {
  const funnel = query.get('funil_id') ?? '';
  if (!/^\d+$/.test(funnel)) {
    return invalidParameter('funil_id', 'O campo funil id é obrigatório.');
  }
  const from = readDay(query.get('desde'), 0);
  if (from === undefined) return invalidParameter('desde', 'O campo desde não é uma data válida.');
  const until = readDay(query.get('ate'), Number.MAX_SAFE_INTEGER - dayMs);
  if (until === undefined) return invalidParameter('ate', 'O campo ate não é uma data válida.');
  const { windowBy } = board.settings;
  const cards = [...board.cards.values()].filter((card) => {
    const at = windowBy === 'creation' ? card.createdMs : card.movedMs;
    return Number(funnel) === funilId && at >= from && at < until + dayMs;
  });
  return laravelAnswer(200, { funil_clientes: cards.map((card) => toRow(board, card)) });
}

function readDetail(name: DetailRead): Read {
  return (board, query) => {
    const id = query.get('cliente_id') ?? '';
    if (!/^\d+$/.test(id)) {
      return invalidParameter('cliente_id', 'O campo cliente id é obrigatório.');
    }
    const client = board.clients.get(Number(id));
    if (client === undefined && board.settings.missingClient === '404') {
      return laravelRefusal(404, `No query results for model [App\\Models\\Cliente] ${id}`);
    }
    const spoilt = client?.spoilt[name];
    if (typeof spoilt === 'string') return { ...laravelAnswer(200, null), body: spoilt };
    return laravelAnswer(200, spoilt ?? toDetail(name, client));
  };
}

function toDetail(name: DetailRead, client: Client | undefined): JsonObject {
  switch (name) {
    case 'clientes':
      return { clientes: toPhpArray(client?.cliente ?? {}) };
    case 'propostas':
      return { propostas: toPhpArray(client?.proposta ?? {}) };
    case 'campo-customizado':
      return { clientes: toPhpArray(client?.custom ?? {}) };
  }
}

/** PHP does not tell an empty object from an empty list. */
function toPhpArray(fields: JsonObject): Json {
  return Object.keys(fields).length === 0 ? [] : fields;
}

/** One row of the board. Only `coluna_id`, `cliente_id` and `cliente.vendedor` are certain. */
function toRow({ clients, settings }: Board, card: Card): JsonObject {
  const client = clients.get(card.clienteId);
  const write = (id: number): Json => (settings.idForm === 'text' ? String(id) : id);
  const vendedor = client?.vendedor ?? null;
  const certain = { coluna_id: write(card.colunaId), cliente_id: write(card.clienteId) };
  if (settings.rowFields === 'certain') return { ...certain, cliente: { vendedor } };
  return {
    ...{ id: write(card.id), funil_id: write(funilId), ...certain },
    movido_em: toLocalText(card.movedMs),
    cliente: { id: write(card.clienteId), nome: client?.cliente['nome'] ?? null, vendedor },
  };
}

/** First instant of a local day (UTC−3), `fallback` without a day, undefined for what is none. */
function readDay(text: string | null, fallback: number): number | undefined {
  if (text === null || text === '') return fallback;
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const ms = Date.parse(`${text}T03:00:00Z`);
  // 2026-02-31 would be read as the 3rd of March.
  return new Date(ms - 10_800_000).toISOString().startsWith(text) ? ms : undefined;
}
