import {
  CARD_PENDING_REASONS,
  PENDING_REASONS,
} from '@ponte/integrations/isales-fieldcontrol/project';
import { FIELD_STEPS } from '@ponte/operations/fieldcontrol';
import { REPROCESSINGS } from '@ponte/operations/reprocess-cards';
import { z } from 'zod';
import { accountQuery, askBody } from './load-schemas.ts';
import { instant, limit } from './resource.ts';

const card = z.string().regex(/^[\w.-]{1,64}$/, 'A card’s id is the board’s row, or the client.');
const dryRun = z.boolean().default(false).meta({ description: 'Only say what would be done' });

export const pendingsQuery = accountQuery.extend({
  ...{ reason: z.enum(PENDING_REASONS).optional(), card: card.optional(), limit },
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
  reason: z
    .enum(CARD_PENDING_REASONS)
    .optional()
    .meta({ description: 'Cards with an open pending of this reason' }),
});
