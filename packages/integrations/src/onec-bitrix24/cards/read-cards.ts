import type { ListedProduct, ProductKind } from '@ponte/connectors/bitrix24';
import type { Product } from '@ponte/connectors/onec/model';
import type { Handler } from '@ponte/jobs/define';

/** A product as one of the two catalogues has it. */
export interface CardToKeep {
  readonly id: string;
  readonly code: string | null;
  readonly name: string;
  readonly article: string | null;
  readonly barcodes: readonly string[];
  readonly kind: 'item' | 'service' | 'bundle' | 'folder';
  readonly isActive: boolean;
}

export interface PortalPage {
  readonly products: readonly ListedProduct[];
  /** Ids of the properties that hold barcode and article in this catalogue. */
  readonly barcodes: readonly string[];
  readonly articles: readonly string[];
}

export type Vendor = 'bitrix24' | 'onec';

export interface CardPorts {
  now(): Date;
  readItems(account: string, signal: AbortSignal): AsyncIterable<readonly Product[]>;
  readProducts(account: string, signal: AbortSignal): AsyncIterable<PortalPage>;
  saveCards(
    account: string,
    read: { vendor: Vendor; cards: readonly CardToKeep[]; readAt: Date },
  ): Promise<void>;
  /** What a whole reading did not show is retired. */
  retireOthers(account: string, read: { vendor: Vendor; since: Date }): Promise<number>;
  /** Has the unlinked cards matched anew. */
  suggest(account: string): Promise<void>;
}

/** Reads both catalogues in full, so that products can be matched, linked and named. */
export function createReadCards(ports: CardPorts): Handler<{ account: string }> {
  return async ({ account }, { signal }) => {
    const since = ports.now();
    let items = 0;
    for await (const page of ports.readItems(account, signal)) {
      const cards = page.map(toItemCard);
      await ports.saveCards(account, { vendor: 'onec', cards, readAt: ports.now() });
      items += cards.length;
    }
    let products = 0;
    let problems = 0;
    for await (const page of ports.readProducts(account, signal)) {
      const cards = page.products.flatMap((one) => (one.ok ? [toProductCard(one, page)] : []));
      await ports.saveCards(account, { vendor: 'bitrix24', cards, readAt: ports.now() });
      products += cards.length;
      problems += page.products.length - cards.length;
    }
    const retired =
      (await ports.retireOthers(account, { vendor: 'onec', since })) +
      (await ports.retireOthers(account, { vendor: 'bitrix24', since }));
    await ports.suggest(account);
    return { outcome: 'done', counts: { items, products, problems, retired } };
  };
}

function toItemCard(item: Product): CardToKeep {
  return {
    ...{ id: item.ref, code: item.code, article: item.article, barcodes: item.barcodes },
    // The short name is cut at 80 or 100 characters in many bases.
    name: item.fullName === '' ? item.name : item.fullName,
    kind: item.isFolder ? 'folder' : item.isService ? 'service' : 'item',
    isActive: !item.isDeleted,
  };
}

const KINDS: Readonly<Record<ProductKind, CardToKeep['kind']>> = {
  ...{ simple: 'item', offer: 'item', bundle: 'bundle', service: 'service' },
  ...{ parent: 'folder', other: 'folder' },
};

function toProductCard(
  { product }: Extract<ListedProduct, { ok: true }>,
  { barcodes, articles }: PortalPage,
): CardToKeep {
  const valuesOf = (ids: readonly string[]): string[] =>
    ids.flatMap((id) => product.properties[id] ?? []);
  return {
    ...{ id: product.id, code: product.xmlId, name: product.name, isActive: product.isActive },
    ...{ article: valuesOf(articles)[0] ?? null, barcodes: valuesOf(barcodes) },
    kind: KINDS[product.kind],
  };
}
