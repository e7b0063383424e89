import { defineJob, retries } from '@ponte/jobs/define';
import { z } from 'zod';

/** Drains of one account start at least this far apart; virtual milliseconds. */
export const DRAIN_SPACING_MS = 1_000;

/** One batch request of Bitrix24 carries at most 50 commands (b24restdocs batch.md). */
export const DEALS_PER_DRAIN = 50;

export const EVENTS_PER_ABSORB = 500;

const account = z.object({ account: z.string().min(1) });

/** Stored events become marks: which deals must be read again. Calls no vendor. */
export const absorbEvents = defineJob({
  name: 'bitrix24-deals.absorb-events',
  payload: account,
  coalesceBy: (payload) => payload.account,
  retry: retries.own,
});

/** Marked deals are read again, 50 in one request, and stored. */
export const drainDeals = defineJob({
  name: 'bitrix24-deals.drain-deals',
  payload: account,
  coalesceBy: (payload) => payload.account,
  retry: retries.patient,
});

/** Funnels, stages, users, options and fields are read in full. */
export const refreshDictionaries = defineJob({
  name: 'bitrix24-deals.refresh-dictionaries',
  payload: account,
  coalesceBy: (payload) => payload.account,
  retry: retries.patient,
  schedule: { cron: '17 3 * * *', zone: 'company', payload: { account: 'default' } },
});

/** Tries what the integration needs at the portal, for the person who asks. */
export const checkAccount = defineJob({
  name: 'bitrix24-deals.check-account',
  payload: account,
  retry: retries.brisk,
  priority: 1,
});

/** Reads the whole portal, or what was made since a day, in the largest steps the vendor allows. */
export const loadDeals = defineJob({
  name: 'bitrix24-deals.load-deals',
  payload: account,
  coalesceBy: (payload) => payload.account,
  retry: retries.patient,
});

/** Says what a load would read, and writes nothing. */
export const previewLoad = defineJob({
  name: 'bitrix24-deals.preview-load',
  payload: account.extend({ since: z.string().nullable() }),
  retry: retries.brisk,
  priority: 1,
});

/** Compares every deal of the portal with its row, and marks what differs. */
export const reconcileDeals = defineJob({
  name: 'bitrix24-deals.reconcile-deals',
  payload: account,
  coalesceBy: (payload) => payload.account,
  retry: retries.patient,
  schedule: { cron: '30 2 * * *', zone: 'company', payload: { account: 'default' } },
});

/** Compares the deals that changed since the last comparison, without looking at all the others. */
export const reconcileDelta = defineJob({
  name: 'bitrix24-deals.reconcile-delta',
  payload: account,
  coalesceBy: (payload) => payload.account,
  retry: retries.patient,
});
