import { defineJob, retries } from '@ponte/jobs/define';
import { z } from 'zod';

/** Cards whose details one run reads: three requests each. */
export const CARDS_PER_REFRESH = 40;
/** Places that one run looks for. */
export const PLACES_PER_RUN = 40;
/** Deliveries that one run brings to FieldControl, at one request a second. */
export const DELIVERIES_PER_PUSH = 20;
/** Webhooks that one run turns into marks. */
export const HINTS_PER_ABSORB = 500;
/** Objects of FieldControl that one run looks at again. */
export const OBJECTS_PER_READ = 40;

const account = z.object({ account: z.string().min(1) });
const forDefault = { account: 'default' };

/** The board is read and compared with the cards: one request. */
export const pollBoard = defineJob({
  name: 'isales-fieldcontrol.poll-board',
  payload: account,
  coalesceBy: (payload) => payload.account,
  retry: retries.patient,
  schedule: { cron: '*/5 * * * *', zone: 'company', payload: forDefault },
});

/** The same reading, but it only says what it would change. */
export const previewBoard = defineJob({
  name: 'isales-fieldcontrol.preview-board',
  payload: account,
  retry: retries.brisk,
  priority: 1,
});

/** Tries what the integration needs of iSales, for the person who asks. */
export const checkIsales = defineJob({
  name: 'isales-fieldcontrol.check-isales',
  payload: account,
  retry: retries.brisk,
  priority: 1,
});

/** The same of FieldControl. */
export const checkFieldcontrol = defineJob({
  name: 'isales-fieldcontrol.check-fieldcontrol',
  payload: account,
  retry: retries.brisk,
  priority: 1,
});

/** Details of cards that moved, and of every card once a day; or from the answers that were kept. */
export const refreshCards = defineJob({
  name: 'isales-fieldcontrol.refresh-cards',
  payload: account,
  coalesceBy: (payload) => payload.account,
  retry: retries.patient,
  schedule: { cron: '*/10 * * * *', zone: 'company', payload: forDefault },
});

/** Places of new and changed addresses are looked for. */
export const locateAddress = defineJob({
  name: 'isales-fieldcontrol.locate-address',
  payload: account,
  coalesceBy: (payload) => payload.account,
  retry: retries.patient,
});

/** Deliveries that are ready go to FieldControl, each card's in order. */
export const pushDeliveries = defineJob({
  name: 'isales-fieldcontrol.push-deliveries',
  payload: account,
  coalesceBy: (payload) => payload.account,
  retry: retries.patient,
});

/** Every night: all requests and orders of FieldControl are compared with what was delivered. */
export const reconcileField = defineJob({
  name: 'isales-fieldcontrol.reconcile-field',
  payload: account,
  coalesceBy: (payload) => payload.account,
  retry: retries.patient,
  schedule: { cron: '40 2 * * *', zone: 'company', payload: forDefault },
});

/** Webhooks of FieldControl become marks: look at this object again. */
export const absorbHints = defineJob({
  name: 'isales-fieldcontrol.absorb-hints',
  payload: account,
  coalesceBy: (payload) => payload.account,
  retry: retries.own,
});

/** Marked objects of FieldControl are looked at again. */
export const readObjects = defineJob({
  name: 'isales-fieldcontrol.read-objects',
  payload: account,
  coalesceBy: (payload) => payload.account,
  retry: retries.patient,
});
