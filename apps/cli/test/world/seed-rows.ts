import type { TestDatabase } from '@ponte/db/testing';
import { createEventWriter, listEvents } from '@ponte/db/events';
import { holdRecords, listHeld } from '@ponte/db/held';
import { createRunRecorder, type RunEnd } from '@ponte/db/runs';

/** Run ids rise with time, as the real ones do. */
export const FAILED_RUN = '01990000-0000-7000-8000-000000000001';
export const DONE_RUN = '01990000-0000-7000-8000-000000000002';

/** Two runs of the same job: one that failed at the portal, then one that ended well. */
export async function seedRuns({ pool }: TestDatabase): Promise<void> {
  const recorder = createRunRecorder(pool, { worker: 'host/1/boot' });
  const startedAt = new Date(Date.now() - 3_600_000);
  const base: Omit<RunEnd, 'id' | 'state'> = {
    job: 'bitrix24-deals.drain-deals',
    integration: 'bitrix24-deals',
    account: 'default',
    attempt: 1,
    payload: { account: 'default' },
    queueJobId: 'r-none',
    startedAt,
    reason: null,
    message: null,
    errorKind: null,
    errorCode: null,
    keys: [],
    counts: {},
    finishedAt: new Date(startedAt.getTime() + 120),
    nextAt: null,
  };
  await recorder.finished({
    ...{ ...base, id: FAILED_RUN, state: 'failed' },
    ...{ errorKind: 'unavailable', errorCode: '503', message: 'The portal answers 503.' },
  });
  await recorder.finished({
    ...{ ...base, id: DONE_RUN, state: 'done', keys: ['deal:7405', 'deal:7406', 'deal:7407'] },
    counts: { read: 3, stored: 3 },
  });
  await recorder.close();
}

/** Stores one event as the api would; gives its number. */
export async function seedEvent({ pool }: TestDatabase, body: string): Promise<string> {
  const writer = createEventWriter(pool);
  await writer.write({ source: 'bitrix24', account: 'default', body });
  await writer.close();
  const [row] = await listEvents(pool, { limit: 1 });
  return row?.id ?? '';
}

/** Puts a deal in front of a person; gives the number of its row. */
export async function seedHeldDeal(
  { pool }: TestDatabase,
  key: string,
  reason = 'unreadable-answer',
): Promise<string> {
  const detail = `Deal ${key}: DATE_CREATE is no date.`;
  const place = { integration: 'bitrix24-deals', account: 'default', kind: 'deal' };
  await holdRecords(pool, [{ ...place, key, reason, detail }]);
  const [row] = await listHeld(pool, { key, limit: 1 });
  return row?.id ?? '';
}
