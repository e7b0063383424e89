import { defineJob, retries } from '@ponte/jobs/define';
import { z } from 'zod';

/** Messages that one run sends at most; what is left comes in the next. */
export const MESSAGES_PER_RUN = 30;

const account = z.object({ account: z.string().min(1) });

/** Looks at the rows for trouble that began, goes on or is over, and notes what people are to be told. */
export const watchTrouble = defineJob({
  name: 'alerts.watch-trouble',
  payload: account,
  coalesceBy: (payload) => payload.account,
  retry: retries.own,
  schedule: { cron: '* * * * *', zone: 'company', payload: { account: 'default' } },
});

/** Sends what people are to be told, chat by chat. */
export const deliverNotices = defineJob({
  name: 'alerts.deliver-notices',
  payload: account,
  coalesceBy: (payload) => payload.account,
  retry: retries.patient,
});
