import { z } from 'zod';

const count = z.number().int();
const text = z.string().nullable();

const run = z
  .object({
    ...{ runId: z.string(), outcome: z.string(), reason: text, message: text },
    counts: z.record(z.string(), z.number()),
    keys: z.array(z.string()),
  })
  .meta({ id: 'FieldRun', description: 'How the step ended, and the cards that it worked on' });

export const runEnd = z.object({ dryRun: z.boolean().optional(), run });

const preview = z
  .object({
    ...{ isalesId: z.string(), chave: z.string(), tipo: z.string(), estado: z.string() },
    requests: z.array(
      z.object({
        operation: z.string().meta({ example: 'createTicket' }),
        request: z.string().meta({ example: 'POST /tickets' }),
        body: z
          .record(z.string(), z.unknown())
          .meta({ description: 'The JSON object as FieldControl would get it' }),
        only: text.meta({
          description:
            'What FieldControl has to answer first, or a person to do; null: it leaves in any case',
        }),
      }),
    ),
  })
  .meta({ id: 'FieldPreview', description: 'What would be sent for a delivery' });

/** Of a dry run, or of what was done; without `run` when no card fits. */
export const reprocessed = z.object({
  cards: z.array(z.string()),
  unmatched: z.array(z.string()).meta({ description: 'Ids that were given and fit no card' }),
  dryRun: z.boolean().optional(),
  previews: z.array(preview).optional().meta({ description: 'Of a dry run' }),
  hasMore: z.boolean().optional().meta({ description: 'More deliveries than are shown' }),
  run: run.optional(),
});

const lastRun = z
  .object({
    ...{ id: z.string(), job: z.string(), integration: z.string(), account: text },
    ...{ keys: z.array(z.string()), state: z.string(), reason: text, message: text },
    ...{ errorKind: text, errorCode: text, attempt: count },
    counts: z.record(z.string(), z.number()),
    payload: z.record(z.string(), z.unknown()),
    ...{ queueJobId: text, worker: text, startedAt: z.date(), finishedAt: z.date().nullable() },
    ...{ nextAt: z.date().nullable(), ms: z.number().nullable() },
  })
  .meta({ id: 'FieldStepRun' });

export const fieldStatus = z.object({
  status: z
    .object({
      ...{ cards: count, absent: count, unread: count },
      deliveries: z.array(z.object({ tipo: z.string(), estado: z.string(), count })),
      pendings: z.array(z.object({ reason: z.string(), count, oldest: z.date() })),
      steps: z.array(z.object({ step: z.string(), run: lastRun.nullable() })),
    })
    .meta({ id: 'FieldStatus' }),
});

export const pendingsPage = z.object({
  pendings: z.array(
    z
      .object({
        ...{ id: z.string(), kind: z.string().meta({ example: 'card' }) },
        isalesId: text.meta({ description: 'Null when it is not about one card' }),
        ...{ reason: z.string(), detail: z.string(), since: z.date(), lastAt: z.date() },
        ...{ times: count, nextStep: z.string() },
      })
      .meta({ id: 'FieldPending' }),
  ),
});

const move = z
  .object({
    ...{ seq: count, status: z.string(), colunaId: count, observadoEm: z.date() },
    ...{ observacao: text, tipo: z.string(), estado: z.string(), motivo: text },
    chave: z.string().meta({ description: 'External id of the object at FieldControl' }),
    ...{ fieldId: text, situacao: text, erro: text },
    tentativas: z.array(
      z.object({ operacao: z.string(), codigo: count.nullable(), resultado: z.string() }),
    ),
  })
  .meta({ id: 'FieldMove', description: 'A move of a card and what became of its delivery' });

export const cardHistory = z.object({ history: z.array(move) });
