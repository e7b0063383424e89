import type { Bitrix24Client } from '@ponte/connectors/bitrix24';
import type {
  Confirming,
  DocumentOutcome,
  PortalCard,
  StockDocument,
  StockPortal,
  WriteEnd,
} from '@ponte/integrations/onec-bitrix24/stock/ports';

/** Cards of one request. */
const CHUNK = 50;
/** The employee in whose name the portal's documents stand: its first. */
const RESPONSIBLE = '1';
const level = 'bulk';

/** The portal as the stock sees it. */
export function bindStockPortal(portal: Bitrix24Client): StockPortal {
  return {
    readInventoryMode: (signal) => portal.readInventoryMode({ level, signal }),
    listStores: async (signal) =>
      (await portal.listStores({ level, signal })).filter(({ isActive }) => isActive),
    listCards: (signal) => listAllCards(portal, signal),
    readAmounts: async (signal) => {
      const all = [];
      for await (const { amounts } of portal.readStoreAmounts({ level, signal }))
        all.push(...amounts);
      return all;
    },
    readCardsOf: async (ids, signal) => {
      const cards: PortalCard[] = [];
      for (const part of toChunks(ids)) {
        const { products } = await portal.getProducts(part, { level, signal });
        for (const answer of products) {
          if (answer.state === 'failed') throw answer.error;
          if (answer.state === 'found') cards.push(toCard(answer.product));
        }
      }
      return cards;
    },
    readAmountsOf: (ids, signal) => portal.readStoreAmountsOf(ids, { level, signal }),
    setQuantities: (cards, tenure) => setQuantities(portal, cards, tenure),
    postDocuments: (documents, { signal, confirm: beforeWrite }) =>
      postDocuments(portal, documents, { signal, beforeWrite }),
    endDocuments: (documents, { signal, confirm: beforeWrite }) =>
      postDocuments(portal, documents, { signal, beforeWrite, mayCreate: false }),
  };
}

async function setQuantities(
  portal: Bitrix24Client,
  cards: readonly PortalCard[],
  { signal, confirm }: Confirming,
): Promise<WriteEnd> {
  const problems: string[] = [];
  let written = 0;
  for (const part of toChunks(cards)) {
    const updates = part.map(({ productId, quantity, isOffer }) => ({
      ...{ productId, quantity },
      ...(isOffer ? { isOffer } : {}),
    }));
    await confirm();
    for (const answer of await portal.setProductQuantities(updates, { level, signal })) {
      if (answer.state === 'failed') throw answer.error;
      if (answer.state === 'set') written += 1;
      else problems.push(toProblem(answer));
    }
  }
  return { written, problems };
}

async function postDocuments(
  portal: Bitrix24Client,
  documents: readonly StockDocument[],
  how: { signal: AbortSignal; beforeWrite: () => Promise<void>; mayCreate?: boolean },
): Promise<readonly DocumentOutcome[]> {
  const outcomes: DocumentOutcome[] = [];
  const options = { level, ...how } as const;
  for (const part of toChunks(documents)) {
    const drafts = part.map(({ key, kind, lines }) => ({
      ...{ key, kind, lines, title: 'Ponte: 1C', currency: 'KZT', responsibleId: RESPONSIBLE },
    }));
    outcomes.push(...(await portal.postStoreDocuments(drafts, options)));
  }
  return outcomes;
}

/** Cards that hold stock themselves: simple goods and variants. */
async function listAllCards(portal: Bitrix24Client, signal: AbortSignal): Promise<PortalCard[]> {
  const cards: PortalCard[] = [];
  for (const { id, parentCatalogId } of await portal.listCatalogs({ level, signal })) {
    const pages =
      parentCatalogId === null
        ? portal.listProducts(id, { level, signal })
        : portal.listOffers(id, { level, signal });
    for await (const { products } of pages) {
      for (const one of products) {
        if (one.ok && ['simple', 'offer'].includes(one.product.kind))
          cards.push(toCard(one.product));
      }
    }
  }
  return cards;
}

function toCard({
  id,
  kind,
  quantity,
}: {
  id: string;
  kind: string;
  quantity: string;
}): PortalCard {
  return { productId: id, isOffer: kind === 'offer', quantity };
}

function toProblem(
  answer: { productId: string } & ({ state: 'ignored' } | { state: 'refused'; message: string }),
): string {
  return answer.state === 'ignored'
    ? `The portal kept its own quantity of card ${answer.productId}: inventory accounting is on.`
    : `Card ${answer.productId}: ${answer.message}`;
}

function* toChunks<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += CHUNK) yield items.slice(at, at + CHUNK);
}
