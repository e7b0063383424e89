import { z } from 'zod';
import { PURPOSES } from './setting-purposes.ts';

const field = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{1,49}$/, 'Write the field’s own name, like UF_CRM_1C_INVOICE.');
/** 1C compares references without regard to case; we compare what its client gives: lower case. */
const ref = z.guid({ error: 'Write the reference (Ref_Key) as 1C shows it.' }).toLowerCase();
const onecName = z
  .string()
  .regex(/^[A-Za-zА-ЯЁа-яё_][\wА-ЯЁа-яё]{0,99}$/, 'Write the field’s name as 1C has it.');
const day = z.iso.date({ error: 'Write the day like 2026-01-01.' });
const percent = z.string().regex(/^\d{1,3}(?:\.\d{1,2})?$/, 'Write the percentage as digits.');

const schemas = {
  closingStages: z.array(z.string().regex(/^(?:C\d+:)?[A-Z0-9_]{1,50}$/)).max(100),
  payment: z.object({
    fields: z.record(field, z.array(z.string().min(1).max(100))),
    titleWords: z.array(z.string().min(2).max(50)),
    name: z.string().min(1).max(50),
  }),
  paymentField: z.union([z.literal('auto'), onecName, z.null()]),
  numberField: field,
  linkField: field.nullable(),
  buyerFields: z.object({ bin: field, name: field.nullable() }),
  mostDaysLate: z.number().int().min(1).max(3_660),
  documentDate: z.enum(['stage-move', 'closing-date']),
  mostDaysBack: z.number().int().min(0).max(3_660),
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
  paymentField: 'auto',
  numberField: 'UF_CRM_1C_INVOICE',
  linkField: 'UF_CRM_1C_LINK',
  buyerFields: { bin: 'UF_CRM_BIN', name: 'UF_CRM_BUYER_NAME' },
  mostDaysLate: 31,
  documentDate: 'stage-move',
  mostDaysBack: 31,
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
