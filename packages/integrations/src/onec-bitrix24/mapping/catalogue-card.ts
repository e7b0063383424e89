/** One product card of either catalogue, as far as matching cares. */
export interface CatalogueCard {
  /** Bitrix24 product id, or 1C Ref_Key. */
  readonly id: string;
  readonly name: string;
  /** The vendor's own article field; null when empty. */
  readonly article: string | null;
  /** As they stand in the vendor's field; checked here. */
  readonly barcodes: readonly string[];
  readonly kind: 'item' | 'service' | 'bundle' | 'folder';
  /** False for retired cards and lines marked for deletion. */
  readonly isActive: boolean;
}
