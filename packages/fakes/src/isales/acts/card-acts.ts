import { ControlRefusal } from '../../control/control-refusal.ts';
import type { InputReader } from '../../control/read-input.ts';
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { detailReads, type Board, type Card, type Client } from '../board.ts';
import { addCard, addProject } from '../contents/fill-board.ts';
import { makePlainCard, type Draft } from '../contents/plain-card.ts';
import { needCard, needClient, type Act } from './act.ts';

const details = ['cliente', 'proposta', 'custom'] as const;
const detailFields = ['vendedor', ...details, 'drop'] as const;

/** What a person does with cards. */
export const cardActs: Readonly<Record<string, Act>> = {
  /** A new project: of a new client, or with "clienteId" one more of a client that is there. */
  'create-card': {
    takes: ['column', 'clienteId', 'case', ...detailFields],
    run: (board, input) => {
      const draft = makeDraft(board, input);
      const card = input.has('clienteId')
        ? addCard(board, needClientId(board, input), draft)
        : addProject(board, draft);
      changeClient(needClient(board, card), input);
      return describeCard(card);
    },
  },
  'move-card': {
    takes: ['id', 'clienteId', 'column'],
    run: (board, input) => {
      const card = needCard(board, input);
      card.colunaId = input.integer('column');
      card.movedMs = board.clock.nowMs();
      return describeCard(card);
    },
  },
  /** The row stays, but belongs to another client from now on: "clienteId". */
  'reassign-card': {
    takes: ['id', 'clienteId'],
    run: (board, input) => {
      const card = { ...needCard(board, input), clienteId: needClientId(board, input) };
      board.cards.set(card.id, card);
      return describeCard(card);
    },
  },
  /** Lays fields over what is there; "drop" takes fields away: ["cliente.email", "custom.OBSERVAÇÕES"]. */
  'edit-card': {
    takes: ['id', 'clienteId', ...detailFields],
    run: (board, input) => {
      const card = needCard(board, input);
      changeClient(needClient(board, card), input);
      return describeCard(card);
    },
  },
  /** The card goes from the board; its client stays unless "client" is true. */
  'delete-card': {
    takes: ['id', 'clienteId', 'client'],
    run: (board, input) => {
      const card = needCard(board, input);
      board.cards.delete(card.id);
      if (input.optionalBoolean('client') === true) board.clients.delete(card.clienteId);
      return describeCard(card);
    },
  },
  /** One read of the client answers this body from now on; a text is sent as it stands. */
  'spoil-card': {
    takes: ['id', 'clienteId', 'read', 'body'],
    run: (board, input) => {
      const card = needCard(board, input);
      const body = input.fields['body'];
      if (body === undefined) {
        throw new ControlRefusal('spoil-card: "body" is the JSON, or the text, to answer.');
      }
      needClient(board, card).spoilt[input.oneOf('read', detailReads)] = body;
      return describeCard(card);
    },
  },
  'heal-card': {
    takes: ['id', 'clienteId'],
    run: (board, input) => {
      const card = needCard(board, input);
      needClient(board, card).spoilt = {};
      return describeCard(card);
    },
  },
};

/** A card as the control port shows it. */
export function describeCard({ id, clienteId, colunaId, ...card }: Card): JsonObject {
  return {
    ...{ id, clienteId, colunaId, case: card.caseName },
    createdAt: new Date(card.createdMs).toISOString(),
    movedAt: new Date(card.movedMs).toISOString(),
  };
}

function makeDraft(board: Board, input: InputReader): Draft {
  const plain = makePlainCard(board.seed, board.nextCardId);
  const nowMs = board.clock.nowMs();
  return {
    ...plain,
    colunaId: input.has('column') ? input.integer('column') : 17_840,
    caseName: input.optionalText('case') ?? 'created',
    ...{ createdMs: nowMs, movedMs: nowMs },
  };
}

function needClientId(board: Board, input: InputReader): number {
  const id = input.integer('clienteId');
  if (board.clients.has(id)) return id;
  throw new ControlRefusal(`There is no client ${id}. See /state?cards=1.`);
}

function changeClient(client: Client, input: InputReader): void {
  const { vendedor } = input.fields;
  if (vendedor !== undefined) client.vendedor = vendedor;
  for (const name of details) {
    if (!input.has(name)) continue;
    client[name] = input.fields[name] === null ? {} : { ...client[name], ...input.object(name) };
  }
  for (const path of input.optionalTexts('drop') ?? []) dropField(client, path);
}

function dropField(client: Client, path: string): void {
  const cut = path.indexOf('.');
  const detail = details.find((name) => name === path.slice(0, cut));
  const field = path.slice(cut + 1);
  const fields: Json = detail === undefined ? null : client[detail];
  if (detail === undefined || !isJsonObject(fields) || !(field in fields)) {
    throw new ControlRefusal(
      `"drop" takes fields that are there, such as "cliente.email" or "custom.OBSERVAÇÕES"; "${path}" is not.`,
    );
  }
  client[detail] = Object.fromEntries(Object.entries(fields).filter(([name]) => name !== field));
}
