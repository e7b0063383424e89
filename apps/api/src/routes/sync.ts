import { Router } from 'express';
import { askInvoices, askStock, toStockSync } from '@ponte/operations/sync-onec';
import { z } from 'zod';
import { actorOf, requireCaller } from '../auth/caller.ts';
import type { ApiContext } from '../context.ts';
import { awaitAskedRun } from '../http/await-asked-run.ts';
import { readBody } from '../http/read-input.ts';
import { askBody, rung } from './load-schemas.ts';
import { answers, jsonBody, type Resource } from './resource.ts';

const count = z.number().int();

const stockSynced = z.object({
  stock: z
    .object({
      ...{ runId: z.string(), at: z.date(), outcome: z.enum(['done', 'held', 'skipped']) },
      ...{ reason: z.string().nullable(), message: z.string().nullable() },
      ...{ rows: count, changed: count, written: count, zeroed: count },
    })
    .meta({ id: 'StockSync' }),
});

const invoicesBody = askBody.extend({
  dealIds: z
    .array(z.string().regex(/^[1-9]\d{0,17}$/, 'The id of a deal is a number.'))
    .min(1)
    .max(1_000)
    .optional()
    .meta({ description: 'Which deals; every deal that is sold and paid when absent' }),
});
const invoicesRung = rung.extend({ marked: count }).meta({ id: 'InvoicesRung' });

/** What a person has done between 1C and Bitrix24 at once instead of at its time. */
export function createSyncResource({ ports }: ApiContext): Resource {
  const router = Router();
  router.post('/api/sync/stock', async (request, response) => {
    const by = actorOf(requireCaller(request, 'operator'));
    const { account, why } = readBody(request, askBody);
    const asked = await askStock(ports, { account }, { by, reason: why });
    const run = await awaitAskedRun(asked, response);
    if (run.isEnded) {
      response.json({ stock: toStockSync(run.row) } satisfies z.input<typeof stockSynced>);
      return;
    }
    const answer: z.input<typeof rung> = { job: asked.job, runId: run.runId };
    response.status(202).json(answer);
  });
  router.post('/api/sync/invoices', async (request, response) => {
    const by = actorOf(requireCaller(request, 'operator'));
    const { account, dealIds, why } = readBody(request, invoicesBody);
    const asked = await askInvoices(ports, { account, dealIds }, { by, reason: why });
    const run = await asked.find();
    const answer: z.input<typeof invoicesRung> = {
      ...{ job: asked.job, runId: run?.id ?? null, marked: asked.marked },
    };
    response.status(202).json(answer);
  });
  return { router, paths };
}

const NEEDS_OPERATOR = 'Needs the role operator.';

const paths: Resource['paths'] = {
  '/api/sync/stock': {
    post: {
      summary: 'Bring 1C’s stock into the portal’s catalogue now',
      description: `202 with the run to look at when it takes longer than 25 s. ${NEEDS_OPERATOR}`,
      tags: ['1C and Bitrix24'],
      requestBody: jsonBody(askBody),
      responses: { ...answers(stockSynced), ...answers(rung, '202') },
    },
  },
  '/api/sync/invoices': {
    post: {
      summary: 'Look at the invoices of deals again',
      description: `An invoice that stands is never made twice. ${NEEDS_OPERATOR}`,
      tags: ['1C and Bitrix24'],
      requestBody: jsonBody(invoicesBody),
      responses: answers(invoicesRung, '202'),
    },
  },
};
