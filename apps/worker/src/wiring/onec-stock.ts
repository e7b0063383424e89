import type { Bitrix24Client } from '@ponte/connectors/bitrix24';
import { findCheckpoint, saveCheckpoint } from '@ponte/db/checkpoints';
import { inTransaction } from '@ponte/db/client';
import { clearDirty, listDirty } from '@ponte/db/dirty';
import { holdRecords, releaseHeld } from '@ponte/db/held';
import type { Json } from '@ponte/db/json';
import { saveStockSnapshot } from '@ponte/db/stock-snapshots';
import type {
  PortalCard,
  StockDocument,
  StockPortal,
  StockPorts,
  WriteEnd,
} from '@ponte/integrations/onec-bitrix24/stock/ports';
import { maskText } from '@ponte/logging/mask';
import type { OnecWorld } from './onec-invoices.ts';
import { readOnecSettings } from '@ponte/operations/sync-onec';

const INTEGRATION = 'onec-bitrix24';
const KIND = 'stock';
const KEY = 'run';
/** Cards of one request. */
const CHUNK = 50;
/** The employee in whose name the portal's documents stand: its first. */
const RESPONSIBLE = '1';

/** Binds the stock to the tables, the base and the portal. */
export function wireStock(world: OnecWorld): StockPorts {
  const { database, clock, zone, onec, portal, mapping } = world;
  const { pool } = database;
  const pending = (account: string) => ({
    integration: INTEGRATION,
    account,
    stream: 'stock-documents',
  });
  return {
    zone,
    now: () => clock.now(),
    readSettings: (account) => readOnecSettings(pool, account),
    portal: (account) => bindPortal(portal(account)),
    listWarehouses: (account, signal) => onec(account).listWarehouses({ level: 'bulk', signal }),
    readBalances: (account, { period, warehouses }, signal) =>
      onec(account).readBalances({ period, warehouses, level: 'bulk', signal }),
    listLinkedCards: async (account) => {
      const [linked, cards] = await Promise.all([
        mapping.listMapped(account),
        mapping.listItems(account),
      ]);
      const refs = new Map(cards.map(({ id, code }) => [code, id]));
      return linked.flatMap(({ bitrix24ProductId, onecRefKey, onecProductCode }) => {
        const itemRef = onecRefKey ?? refs.get(onecProductCode);
        return itemRef === undefined ? [] : [{ productId: bitrix24ProductId, itemRef }];
      });
    },
    keepSnapshot: async (account, { runId, period, rows }) => {
      const cards = await mapping.listItems(account);
      const byRef = new Map(cards.map((card) => [card.id, card]));
      await saveStockSnapshot(pool, {
        ...{ account, runId, period, takenAt: clock.now() },
        rows: rows.map((row) => {
          const card = byRef.get(row.itemRef);
          return { ...row, itemCode: card?.code ?? '', itemName: card?.name ?? row.itemRef };
        }),
      });
    },
    findPending: async (account) => {
      const found = await findCheckpoint(pool, pending(account));
      // Written by `savePending` and nobody else.
      return (found?.position ?? []) as unknown as readonly StockDocument[];
    },
    savePending: (account, documents) =>
      saveCheckpoint(pool, { ...pending(account), position: documents as unknown as Json }),
    isApproved: async (account) =>
      (await listDirty(pool, { account, kind: KIND, limit: 1 })).length > 0,
    saveEnd: (account, { runId, hold }) =>
      inTransaction(pool, async (sql) => {
        const where = { integration: INTEGRATION, account, kind: KIND };
        const marks = await listDirty(sql, { account, kind: KIND, limit: 10 });
        await clearDirty(sql, { account, kind: KIND, read: marks });
        if (hold === undefined) {
          await releaseHeld(sql, { ...where, keys: [KEY], by: 'ponte' });
          return;
        }
        const detail = maskText(hold.detail);
        await holdRecords(sql, [{ ...where, key: KEY, reason: hold.reason, detail, runId }]);
      }),
  };
}

function bindPortal(portal: Bitrix24Client): StockPortal {
  const level = 'bulk';
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
    setQuantities: async (cards, signal) => {
      const problems: string[] = [];
      let written = 0;
      for (const part of toChunks(cards)) {
        const updates = part.map(({ productId, quantity, isOffer }) => ({
          ...{ productId, quantity },
          ...(isOffer ? { isOffer } : {}),
        }));
        for (const answer of await portal.setProductQuantities(updates, { level, signal })) {
          if (answer.state === 'failed') throw answer.error;
          if (answer.state === 'set') written += 1;
          else problems.push(toProblem(answer));
        }
      }
      return { written, problems };
    },
    postDocuments: (documents, signal) => postDocuments(portal, documents, signal),
  };
}

async function postDocuments(
  portal: Bitrix24Client,
  documents: readonly StockDocument[],
  signal: AbortSignal,
): Promise<WriteEnd> {
  const problems: string[] = [];
  let written = 0;
  for (const part of toChunks(documents)) {
    const drafts = part.map(({ key, kind, lines }) => ({
      ...{ key, kind, lines, title: 'Ponte: 1C', currency: 'KZT', responsibleId: RESPONSIBLE },
    }));
    for (const outcome of await portal.postStoreDocuments(drafts, { level: 'bulk', signal })) {
      if (outcome.state === 'conducted') {
        written += part.find(({ key }) => key === outcome.key)?.lines.length ?? 0;
      } else problems.push(`Document ${outcome.key}: ${outcome.message}`);
    }
  }
  return { written, problems };
}

/** Cards that hold stock themselves: simple goods and variants. */
async function listAllCards(portal: Bitrix24Client, signal: AbortSignal): Promise<PortalCard[]> {
  const cards: PortalCard[] = [];
  for (const { id, parentCatalogId } of await portal.listCatalogs({ level: 'bulk', signal })) {
    const pages =
      parentCatalogId === null
        ? portal.listProducts(id, { level: 'bulk', signal })
        : portal.listOffers(id, { level: 'bulk', signal });
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
