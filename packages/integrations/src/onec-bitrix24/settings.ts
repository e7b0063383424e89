import { z } from 'zod';

const field = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{1,49}$/, 'Write the field’s own name, like UF_CRM_1C_INVOICE.');
const ref = z.guid({ error: 'Write the reference (Ref_Key) as 1C shows it.' });
const day = z.iso.date({ error: 'Write the day like 2026-01-01.' });
const percent = z.string().regex(/^\d{1,3}(?:\.\d{1,2})?$/, 'Write the percentage as digits.');

const schemas = {
  closingStages: z.array(z.string().regex(/^(?:C\d+:)?[A-Z0-9_]{1,50}$/)).max(100),
  payment: z.object({
    fields: z.record(field, z.array(z.string().min(1).max(100))),
    titleWords: z.array(z.string().min(2).max(50)),
    name: z.string().min(1).max(50),
  }),
  numberField: field,
  linkField: field.nullable(),
  buyerFields: z.object({ bin: field, name: field.nullable() }),
  mostDaysLate: z.number().int().min(1).max(3_660),
  vatByDate: z.array(z.object({ from: day, percent })),
  contractName: z.string().min(1).max(100),
  createsBuyers: z.boolean(),
  organisation: ref.nullable(),
  invoiceWarehouse: ref.nullable(),
  accounts: z.object({
    ...{ settlement: z.string(), advances: z.string(), stock: z.string() },
    ...{ income: z.string(), cost: z.string() },
  }),
  changedDeal: z.enum(['hold', 'repost']),
  stockWarehouses: z.array(ref).nullable(),
  storeByWarehouse: z.record(ref, z.string().regex(/^\d{1,10}$/)),
  sharedItem: z.enum(['leading', 'shares']),
  mostZeroedPercent: z.number().min(0).max(100),
} as const;

/** The settings as the rules read them. */
export type OnecSettings = {
  readonly [Key in keyof typeof schemas]: z.output<(typeof schemas)[Key]>;
};

/** What holds while there is no row. */
export const onecFallbacks: OnecSettings = {
  closingStages: ['WON'],
  payment: {
    fields: { UF_CRM_PAYMENT: ['Kaspi'], UF_CRM_KASPI_PAYMENT: ['1', 'Y', 'Kaspi'] },
    titleWords: ['kaspi', 'каспи'],
    name: 'Kaspi',
  },
  numberField: 'UF_CRM_1C_INVOICE',
  linkField: 'UF_CRM_1C_LINK',
  buyerFields: { bin: 'UF_CRM_BIN', name: 'UF_CRM_BUYER_NAME' },
  mostDaysLate: 31,
  vatByDate: [
    { from: '2009-01-01', percent: '12' },
    { from: '2026-01-01', percent: '16' },
  ],
  contractName: 'Договор с покупателем (Bitrix24)',
  createsBuyers: true,
  organisation: null,
  invoiceWarehouse: null,
  accounts: { settlement: '1210', advances: '3510', stock: '1330', income: '6010', cost: '7010' },
  changedDeal: 'hold',
  stockWarehouses: null,
  storeByWarehouse: {},
  sharedItem: 'leading',
  mostZeroedPercent: 20,
};

const PURPOSES: Readonly<Record<keyof OnecSettings, string>> = {
  closingStages: 'Stages in which a deal is sold: WON for every funnel, C9:WON for one.',
  payment:
    'How a deal says that it was paid so that 1C makes the invoice: a field with one of the values (of a list: its text), or a word of the title.',
  numberField: 'The deal’s field that takes the number of the invoice.',
  linkField: 'The deal’s field that takes the link to the invoice; null: none.',
  buyerFields: 'The deal’s fields that hold the buyer’s BIN or IIN and name.',
  mostDaysLate: 'Deals that were closed longer ago get no invoice by themselves.',
  vatByDate: 'The general VAT rate from a day on, for catalogues of 1C that do not say it.',
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
    'A stock run that would set more than this part of the cards in stock to zero stops and asks.',
};

/** The business settings of this integration. */
export const onecBitrix24Settings = (Object.keys(schemas) as (keyof OnecSettings)[]).map((key) => ({
  key,
  purpose: PURPOSES[key],
  schema: schemas[key],
  fallback: onecFallbacks[key] as unknown,
}));

/** The settings in force: rows where they stand and hold what the schema says, else the fallback. */
export function toOnecSettings(
  rows: readonly { readonly key: string; readonly value: unknown }[],
): OnecSettings {
  const read: Record<string, unknown> = { ...onecFallbacks };
  for (const { key, value } of rows) {
    if (!Object.hasOwn(schemas, key)) continue;
    const parsed = schemas[key as keyof OnecSettings].safeParse(value);
    if (parsed.success) read[key] = parsed.data;
  }
  // Every key is there from the fallbacks, and each value has passed the schema of its key.
  return read as unknown as OnecSettings;
}
