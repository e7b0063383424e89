import { FIELD_STEPS, REPROCESSINGS } from '@ponte/operations/fieldcontrol';
import { z } from 'zod';
import { accountQuery, askBody } from './load-schemas.ts';
import { instant, limit } from './resource.ts';

const card = z.string().regex(/^[\w.-]{1,64}$/, 'A card’s id is the board’s row, or the client.');
const pendingReason = z
  .string()
  .regex(/^[a-z_-]{3,40}$/, 'A reason is a word like sem_localizacao.')
  .optional();
const dryRun = z.boolean().default(false).meta({ description: 'Only say what would be done' });
const count = z.number().int();

export const pendingsQuery = accountQuery.extend({
  ...{ reason: pendingReason, card: card.optional(), limit },
});
export const cardPath = z.object({ card });
export const stepPath = z.object({ step: z.enum(FIELD_STEPS) });
export const kindPath = z.object({ kind: z.enum(REPROCESSINGS) });
export const pollBody = askBody.extend({ dryRun });
export const reprocessBody = askBody.extend({
  dryRun,
  cards: z.array(card).min(1).max(1_000).optional().meta({ description: 'Ids of cards' }),
  since: instant.optional().meta({ description: 'Cards that moved since' }),
  until: instant.optional().meta({ description: 'Cards that moved before' }),
  reason: pendingReason.meta({ description: 'Cards with an open pending of this reason' }),
});

export const runEnd = z.object({
  run: z
    .object({
      ...{ runId: z.string(), outcome: z.string(), reason: z.string().nullable() },
      ...{ message: z.string().nullable(), counts: z.record(z.string(), z.number()) },
      keys: z.array(z.string()),
    })
    .meta({ id: 'FieldRun' }),
});
export const reprocessed = z.object({
  dryRun: z.boolean().optional(),
  cards: z.array(z.string()),
  previews: z.array(z.unknown()).optional(),
});
export const fieldStatus = z.object({
  status: z
    .object({
      ...{ cards: count, absent: count, unread: count },
      deliveries: z.array(z.object({ tipo: z.string(), estado: z.string(), count })),
      pendings: z.array(z.object({ reason: z.string(), count, oldest: z.date() })),
      steps: z.array(z.object({ step: z.string(), run: z.unknown() })),
    })
    .meta({ id: 'FieldStatus' }),
});
export const pendingsPage = z.object({
  pendings: z.array(
    z.object({
      ...{ id: z.string(), isalesId: z.string(), reason: z.string(), detail: z.string() },
      ...{ since: z.date(), lastAt: z.date(), times: count, nextStep: z.string() },
    }),
  ),
});
export const cardHistory = z.object({ history: z.array(z.unknown()) });
