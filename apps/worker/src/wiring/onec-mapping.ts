import { listCards } from '@ponte/db/catalogue-cards';
import type { Database, Sql } from '@ponte/db/client';
import { areLinked, holdForProducts } from '@ponte/db/held-products';
import { listMappedProducts, lockMappings } from '@ponte/db/product-mappings';

/** What invoices and stock need of the product mapping. */
export interface MappingDoor {
  /** Linked cards of the portal; all of them without ids. */
  listMapped(
    account: string,
    bitrix24ProductIds?: readonly string[],
  ): Promise<
    readonly {
      readonly bitrix24ProductId: string;
      readonly onecProductCode: string;
      /** Null when no item in use has this code as last read, or several have. */
      readonly onecRefKey: string | null;
    }[]
  >;
  /** The items of 1C as last read. */
  listItems(
    account: string,
  ): Promise<
    readonly { readonly id: string; readonly code: string | null; readonly name: string }[]
  >;
  /** True when somebody has linked all of these cards; nobody changes it until the transaction ends. */
  areLinkedForSure(
    sql: Sql,
    cards: { account: string; productIds: readonly string[] },
  ): Promise<boolean>;
  /** Says which products an open hold waits for; in the transaction that holds. */
  holdForProducts(
    sql: Sql,
    hold: {
      integration: string;
      account: string;
      kind: string;
      key: string;
      productIds: readonly string[];
    },
  ): Promise<void>;
}

/** Binds the door to the tables of the mapping. */
export function createMappingDoor({ pool }: Pick<Database, 'pool'>): MappingDoor {
  return {
    listMapped: (account, bitrix24ProductIds) =>
      listMappedProducts(pool, {
        account,
        ...(bitrix24ProductIds === undefined ? {} : { bitrix24ProductIds }),
      }),
    listItems: (account) => listCards(pool, { account, vendor: 'onec' }),
    areLinkedForSure: async (sql, cards) => {
      await lockMappings(sql, cards.account);
      return areLinked(sql, cards);
    },
    holdForProducts,
  };
}
