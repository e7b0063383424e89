import type { CardPorts, PortalPage } from '@ponte/integrations/onec-bitrix24/cards/read-cards';
import type { InvoicePorts } from '@ponte/integrations/onec-bitrix24/invoice/ports';
import type { RecheckPorts } from '@ponte/integrations/onec-bitrix24/invoice/recheck-invoices';
import type { StockPorts } from '@ponte/integrations/onec-bitrix24/stock/ports';
import type { Bitrix24Client } from '@ponte/connectors/bitrix24';
import { retireCardsNotReadSince, saveCards } from '@ponte/db/catalogue-cards';
import { inTransaction } from '@ponte/db/client';
import { suggestMappings } from '@ponte/operations/suggest-mappings';
import { wireInvoices, type OnecWorld } from './onec-invoices.ts';
import { createMappingDoor } from './onec-mapping.ts';
import { wireStock } from './onec-stock.ts';

export interface OnecBitrix24Ports {
  readonly invoices: InvoicePorts & RecheckPorts;
  readonly stock: StockPorts;
  readonly cards: CardPorts;
}

/** Binds the integration of 1C and Bitrix24 to the tables, the base and the portal. */
export function wireOnecBitrix24(given: Omit<OnecWorld, 'mapping'>): OnecBitrix24Ports {
  const world: OnecWorld = { ...given, mapping: createMappingDoor(given.database) };
  return { invoices: wireInvoices(world), stock: wireStock(world), cards: wireCards(world) };
}

function wireCards({ clock, database, ringer, onec, portal }: OnecWorld): CardPorts {
  const { pool } = database;
  return {
    now: () => clock.now(),
    readItems: async function* (account, signal) {
      for await (const page of onec(account).listProducts({ level: 'bulk', signal })) {
        yield page.products;
      }
    },
    readProducts: (account, signal) => readProducts(portal(account), signal),
    saveCards: (account, read) =>
      inTransaction(pool, async (sql) => {
        for (let at = 0; at < read.cards.length; at += 1_000) {
          await saveCards(sql, { ...read, account, cards: read.cards.slice(at, at + 1_000) });
        }
      }),
    retireOthers: (account, read) => retireCardsNotReadSince(pool, { ...read, account }),
    suggest: async (account) => {
      await suggestMappings({ database, ringer }, { account }, { by: 'ponte' });
    },
  };
}

/** Every card of every catalogue, variants included, with barcode and article where it has them. */
async function* readProducts(
  portal: Bitrix24Client,
  signal: AbortSignal,
): AsyncGenerator<PortalPage> {
  const options = { level: 'bulk', signal } as const;
  for (const { id, parentCatalogId } of await portal.listCatalogs(options)) {
    const known = await portal.listProductProperties(id, options);
    const idsOf = (words: RegExp): string[] =>
      known
        .filter(({ code, name }) => words.test(code ?? '') || words.test(name))
        .map((property) => property.id);
    const barcodes = idsOf(/barcode|ean|штрих/i);
    const articles = idsOf(/article|artnumber|артикул/i);
    const asked = { ...options, properties: [...barcodes, ...articles] };
    const pages =
      parentCatalogId === null ? portal.listProducts(id, asked) : portal.listOffers(id, asked);
    for await (const { products } of pages) yield { products, barcodes, articles };
  }
}
