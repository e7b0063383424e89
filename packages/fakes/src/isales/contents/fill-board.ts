import type { JsonObject } from '../../json.ts';
import type { Board, Card, Client } from '../board.ts';
import { awkwardAddresses } from './awkward-addresses.ts';
import type { AwkwardCase } from './awkward-case.ts';
import { awkwardPeople } from './awkward-people.ts';
import { awkwardProjects } from './awkward-projects.ts';
import { makePlainCard, type Draft } from './plain-card.ts';

/** Every awkward case, in the order in which their cards get their ids: the first is card 991001. */
const awkwardCases: readonly AwkwardCase[] = [
  ...awkwardPeople,
  ...awkwardAddresses,
  ...awkwardProjects,
];

// Awkward cards stand in the plain series far behind any plain one, so that documents stay apart.
const awkwardFrom = 100_000;

/** Puts the cards of the scenario on an empty board: awkward ones first, then plain ones. */
export function fillBoard(board: Board): void {
  const { cards, hasAwkward } = board.scenario;
  const firstOfCase = new Map<string, number>();
  const awkward = hasAwkward ? awkwardCases.slice(0, cards) : [];
  awkward.forEach((each, index) => {
    const draft = makeAwkwardCard(board.seed, index, each);
    const known = each.clientOf === undefined ? undefined : firstOfCase.get(each.clientOf);
    const card = known === undefined ? addProject(board, draft) : addCard(board, known, draft);
    if (!firstOfCase.has(each.name)) firstOfCase.set(each.name, card.clienteId);
  });
  for (let index = awkward.length; index < cards; index += 1) {
    addProject(board, makePlainCard(board.seed, index));
  }
}

/** Adds a client with its first card. */
export function addProject(board: Board, draft: Draft): Card {
  const { vendedor, cliente, proposta, custom } = draft;
  const client: Client = {
    id: board.nextClientId,
    ...{ vendedor, cliente, proposta, custom, spoilt: {} },
  };
  board.clients.set(client.id, client);
  board.nextClientId += 1;
  return addCard(board, client.id, draft);
}

/** Adds one more card to a client. */
export function addCard(
  board: Board,
  clienteId: number,
  { colunaId, createdMs, movedMs, caseName }: Omit<Draft, keyof Client>,
): Card {
  const card: Card = { id: board.nextCardId, clienteId, colunaId, createdMs, movedMs, caseName };
  board.cards.set(card.id, card);
  board.nextCardId += 1;
  return card;
}

function makeAwkwardCard(seed: number, index: number, awkward: AwkwardCase): Draft {
  const plain = makePlainCard(seed, awkwardFrom + index);
  const { createdOn, cliente, proposta, custom } = awkward;
  // Two in the afternoon of that day in São Paulo.
  const createdMs =
    createdOn === undefined ? plain.createdMs : Date.parse(`${createdOn}T17:07:11Z`);
  return {
    ...plain,
    caseName: awkward.name,
    colunaId: awkward.column ?? 17_840,
    createdMs,
    movedMs: createdOn === undefined ? plain.movedMs : createdMs,
    vendedor: index === 0 ? 'Davi' : plain.vendedor,
    cliente: lay(plain.cliente, cliente),
    proposta: lay(plain.proposta, proposta),
    custom: custom ?? plain.custom,
  };
}

/** Null takes everything away. */
function lay(plain: JsonObject, change: JsonObject | null | undefined): JsonObject {
  return change === null ? {} : { ...plain, ...change };
}
