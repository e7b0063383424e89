import type { OnecSettings } from './settings.ts';

/** What each setting is for, as a person reads it. */
export const PURPOSES: Readonly<Record<keyof OnecSettings, string>> = {
  closingStages: 'Stages in which a deal is sold: WON for every funnel, C9:WON for one.',
  payment:
    'How a deal says that it was paid so that 1C makes the invoice: a field with one of the values (of a list: its text), or a word of the title.',
  paymentField:
    'The sale’s field in 1C that takes the name of the payment; auto: СпособОплаты where the base has it; null: none.',
  numberField: 'The deal’s field that takes the number of the invoice.',
  linkField: 'The deal’s field that takes the link to the invoice; null: none.',
  buyerFields: 'The deal’s fields that hold the buyer’s BIN or IIN and name.',
  mostDaysLate: 'Deals that were closed longer ago get no invoice by themselves.',
  documentDate:
    'What dates the document: the moment of the stage move, or the deal’s closing date, which people may set themselves.',
  mostDaysBack: 'A closing date further back than this, or in the future, dates no document.',
  vatByDate:
    'The general VAT rate from a day on, for catalogues of 1C that leave a doubt about it.',
  contractName: 'Name of the contract that is made for a buyer who has none.',
  createsBuyers: 'Whether buyers whom 1C does not know are made there; otherwise their deals wait.',
  organisation: 'The firm that sells (Ref_Key); null: the only one of the base.',
  invoiceWarehouse: 'The warehouse that invoices take from (Ref_Key); null: the first by code.',
  accounts: 'Codes of the accounts of a sale, for bases without an earlier sale to take them from.',
  changedDeal: 'What becomes of an invoice whose deal was changed: hold, or repost.',
  stockWarehouses: 'Warehouses whose stock goes to the portal (Ref_Key); null: all.',
  storeByWarehouse:
    'The portal’s store (id) of a warehouse (Ref_Key), where the names do not tell.',
  sharedItem:
    'What several cards of one 1C item show: the card with the lowest id all of it (leading), or each its share (shares).',
  mostZeroedPercent:
    'A stock run that would set more than this part of the cards in stock, or of a store’s figures, to zero stops and asks.',
};
