/** Names of the Kazakhstan configuration (as KZ writes and reads them on a live base). */
import type { Dictionary, InvoiceDocument } from './model.ts';

export const COUNTERPARTIES = 'Catalog_Контрагенты';
export const CONTRACTS = 'Catalog_ДоговорыКонтрагентов';
export const PRODUCTS = 'Catalog_Номенклатура';
export const WAREHOUSES = 'Catalog_Склады';
export const ORGANISATIONS = 'Catalog_Организации';
export const VAT_RATES = 'Catalog_СтавкиНДС';
export const STOCK = 'AccumulationRegister_ТоварыОрганизацийБУ';
export const BARCODES = 'InformationRegister_ШтрихкодыНоменклатуры';

export const DOCUMENTS: Readonly<Record<InvoiceDocument, string>> = {
  sale: 'Document_РеализацияТоваровУслуг',
  'payment-request': 'Document_СчетНаОплатуПокупателю',
};
export const DICTIONARIES: Readonly<Record<Dictionary, string>> = {
  currencies: 'Catalog_Валюты',
  units: 'Catalog_КлассификаторЕдиницИзмерения',
  accounts: 'ChartOfAccounts_Типовой',
};

/** Sets without which an integration cannot work. */
export const NEEDED_SETS: readonly string[] = [
  ...[COUNTERPARTIES, CONTRACTS, PRODUCTS, WAREHOUSES, ORGANISATIONS, VAT_RATES, STOCK],
  ...Object.values(DICTIONARIES),
  DOCUMENTS.sale,
];
/** Everything of `$metadata` that is kept. */
export const USED_SETS: readonly string[] = [
  ...NEEDED_SETS,
  DOCUMENTS['payment-request'],
  BARCODES,
];
