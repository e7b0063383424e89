import { z } from 'zod';
import { instant, reason } from './resource.ts';

/** An account's name; `default` when none is given. */
export const account = z
  .string()
  .regex(/^[\w.-]{1,60}$/, 'An account is written like default.')
  .default('default')
  .meta({ description: 'Which account of the vendor' });
const why = reason.optional().meta({ description: 'Your reason, for the audit' });

export const accountQuery = z.strictObject({ account });
export const askBody = z.strictObject({ account, why });
export const loadBody = askBody.extend({
  since: instant.optional().meta({ description: 'Only deals made at or after; all when absent' }),
  dryRun: z.boolean().default(false).meta({ description: 'Only say what would be read' }),
});
export const compareBody = askBody.extend({
  delta: z
    .boolean()
    .default(false)
    .meta({ description: 'Only deals that changed since the last comparison' }),
});

const count = z.number().int();

/** What GET answers, and every action afterwards. */
export const loadState = z
  .object({
    id: z.string(),
    account: z.string(),
    position: z.enum(['running', 'paused', 'cancelled', 'done']),
    word: z.enum([
      ...(['waiting', 'running', 'waiting for limit', 'paused', 'failed'] as const),
      ...(['cancelled', 'completed', 'completed with problems'] as const),
    ]),
    why: z
      .object({ text: z.string(), until: z.date().nullable() })
      .nullable()
      .meta({ description: 'Why it is slow or stands still' }),
    since: z.date().nullable(),
    share: z.number().meta({ description: 'The share of ids that has been read, from 0 to 1' }),
    rows: z.object({
      ...{ read: count, inserted: count, updated: count },
      ...{ unchanged: count, stale: count, problems: count },
    }),
    totalRows: z.number().nullable().meta({ description: 'An estimate' }),
    rowsPerSecond: z.number().nullable(),
    eta: z
      .object({ fromMs: z.number(), toMs: z.number() })
      .nullable()
      .meta({ description: 'The range of milliseconds until the end' }),
    requests: count,
    resumed: count.meta({ description: 'How often a worker took it over from one that was gone' }),
    runId: z.string().nullable(),
    startedAt: z.date(),
    finishedAt: z.date().nullable(),
  })
  .meta({ id: 'Load' });

export const previewed = z.object({
  preview: z
    .object({
      ...{ count, requests: count, waitSeconds: count, firstId: count, lastId: count },
      ...{ samples: z.array(z.string()).readonly(), message: z.string() },
    })
    .meta({ id: 'LoadPreview' }),
});

export const compared = z.object({
  comparison: z
    .object({
      ...{ runId: z.string(), at: z.date(), checked: count, drift: count },
      ...{ missed: count, changed: count, moved: count, deleted: count },
      unloaded: count.meta({ description: 'Deals without a row where no load was ever asked for' }),
      delta: count.meta({ description: 'How many of them the time of their change told' }),
    })
    .meta({ id: 'Comparison' }),
});

/** It goes on; look at the run, or at the runs of the job when no worker has taken it yet. */
export const rung = z
  .object({ job: z.string(), runId: z.string().nullable() })
  .meta({ id: 'Rung' });
