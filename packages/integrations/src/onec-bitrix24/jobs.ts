import { defineJob, retries } from '@ponte/jobs/define';
import { z } from 'zod';

/** Deals whose invoices one run works on. */
export const INVOICES_PER_DRAIN = 15;

/** Held invoices that one round tries again, per cause that lies in 1C. */
export const RECHECKS_PER_CAUSE = 10;

const account = z.object({ account: z.string().min(1) });

/** Deals that may be due are looked at, and their invoices brought to exactly one posted document. */
export const drainInvoices = defineJob({
  name: 'onec-bitrix24.drain-invoices',
  payload: account,
  coalesceBy: (payload) => payload.account,
  retry: retries.patient,
  priority: 2,
});

/** Held invoices whose cause lies in 1C are tried again, a few at a time. Calls no vendor. */
export const recheckInvoices = defineJob({
  name: 'onec-bitrix24.recheck-invoices',
  payload: account,
  coalesceBy: (payload) => payload.account,
  retry: retries.own,
  schedule: { cron: '*/10 * * * *', zone: 'company', payload: { account: 'default' } },
});

/** Stock of all warehouses goes into the portal's catalogue. The worker sets the hour by its environment. */
export const syncStock = defineJob({
  name: 'onec-bitrix24.sync-stock',
  payload: account,
  coalesceBy: (payload) => payload.account,
  retry: retries.patient,
  schedule: { cron: '0 0 * * *', zone: 'company', payload: { account: 'default' } },
});

/** Both catalogues are read in full, an hour before the stock. */
export const readCards = defineJob({
  name: 'onec-bitrix24.read-cards',
  payload: account,
  coalesceBy: (payload) => payload.account,
  retry: retries.patient,
  schedule: { cron: '10 23 * * *', zone: 'company', payload: { account: 'default' } },
});
