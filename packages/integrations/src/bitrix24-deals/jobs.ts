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
