import { z } from 'zod';
import { reason, rowId } from './resource.ts';

const text = z.string().trim().max(500);
/** The first company's callers send numbers as numbers or as text. */
export const productId = z
  .union([z.string().trim(), z.number().int()])
  .transform(String)
  .pipe(z.string().regex(/^[1-9]\d{0,17}$/, 'The id of a Bitrix24 product is a number.'));
const code = text.min(1, 'Give the code of the product in 1C.').max(100);

export const pairBody = z.strictObject({
  bitrix24_product_id: productId,
  bitrix24_product_name: text.optional(),
  onec_product_code: code,
  onec_product_name: text.optional(),
  why: reason.optional().meta({ description: 'Your reason, for the audit' }),
});
export const whyBody = z.strictObject({ why: reason.optional() });
export const productPath = z.object({ id: productId });

export const stateQuery = z.enum(['linked', 'suggested', 'refused', 'all']).default('linked');
export const listQuery = z.strictObject({
  state: stateQuery,
  product: productId.optional(),
  after: rowId.optional(),
  limit: z.coerce.number().int().min(1).max(100_000).default(100_000),
});

/** Field names as the first company's endpoints had them. */
export const mapping = z
  .object({
    id: z.number().int(),
    bitrix24_product_id: z.string(),
    bitrix24_product_name: z.string(),
    onec_product_code: z.string(),
    onec_product_name: z.string(),
    state: z.enum(['suggested', 'linked', 'refused']),
    score: z.number().nullable(),
    reason: z.string().nullable(),
    changed_by: z.string(),
    updated_at: z.date(),
  })
  .meta({ id: 'ProductMapping' });
export const mappingsPage = z.object({ mappings: z.array(mapping) });

const changed = z.object({
  batch: z.uuid().nullable().meta({ description: 'What to undo; null when nothing was different' }),
  changed: z.array(z.string()).meta({ description: 'Bitrix24 products' }),
  released: z.array(z.string()).meta({ description: 'Held records that go on now' }),
  missedRings: z.number().int(),
});
export const mapped = changed.extend({
  status: z.literal('success'),
  message: z.string(),
  mapping,
});
export const changedAnswer = changed.meta({ id: 'MappingChanged' });

const pair = z.object({
  bitrix24ProductId: z.string(),
  bitrix24ProductName: z.string(),
  onecProductCode: z.string(),
  onecProductName: z.string(),
  state: z.string(),
  score: z.number().nullable(),
  reason: z.string().nullable(),
});
export const historyQuery = z.strictObject({
  product: productId.optional(),
  batch: z.uuid().optional(),
  before: rowId.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
export const historyPage = z.object({
  changes: z.array(
    z.object({
      id: z.string(),
      bitrix24ProductId: z.string(),
      action: z.enum(['linked', 'unlinked', 'refused', 'undone']),
      before: z.array(pair),
      after: z.array(pair),
      batch: z.string(),
      by: z.string(),
      why: z.string().nullable(),
      at: z.date(),
    }),
  ),
});
export const undoBody = z
  .strictObject({
    change: rowId.optional(),
    batch: z.uuid().optional(),
    product: productId.optional(),
    why: reason.optional(),
  })
  .refine(
    ({ change, batch, product }) =>
      [change, batch, product].filter((each) => each !== undefined).length === 1,
    { error: 'Say what to undo, in one way: a change, a batch or a product.' },
  );

export const suggested = z.object({
  cards: z.number().int(),
  lines: z.number().int(),
  linked: z.number().int(),
  suggested: z.number().int(),
  without: z.number().int(),
  batch: z.uuid().nullable(),
  released: z.array(z.string()),
  missedRings: z.number().int(),
});

export const importQuery = z.strictObject({ dryRun: z.enum(['true', 'false']).default('false') });
export const imported = changed.extend({
  read: z.number().int(),
  unchanged: z.number().int(),
  repeated: z.number().int(),
  broken: z.array(z.object({ line: z.number().int(), problem: z.string() })),
});
