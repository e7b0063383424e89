import { setTimeout as wait } from 'node:timers/promises';
import type { IntegrationSummary, Progress } from './day.ts';
import type { Desk } from './desk.ts';

const SETTLE_WITHIN_MS = 90_000;
/** The person's chat that every bot of the fake has from the beginning. */
const DEMO_CHAT = 1001;

export interface AlertsDay {
  /** Origin of the Telegram fake's control port. */
  control: string;
  desk: Desk;
  seed: number;
  progress: Progress;
}

/**
 * People are told: notices while Telegram asks for a pause, what of the other days waits for a
 * person, and how things stand when somebody asks.
 */
export async function playAlertsDay(day: AlertsDay): Promise<IntegrationSummary> {
  const { control, desk, seed } = day;
  const notices = 3 + (seed % 3);
  // What the other days had to tell is part of the whole, not of this day's steps.
  const before = (await summarize(day)).source;
  await post(control, '/faults', [
    { kind: 'too-many-requests', match: { method: 'sendMessage' }, count: 1, retryAfter: 3 },
  ]);
  await desk.tellPeople(
    Array.from({ length: notices }, (_, index) => ({
      key: `demo:${seed}:${index + 1}`,
      title: `A notice of the demo, number ${index + 1}`,
    })),
  );
  await awaitDelivered(day, 'notices while Telegram asks for a pause', before + notices);
  await post(control, '/act', { do: 'write', chat: DEMO_CHAT, text: '/status' });
  await desk.lookForTrouble();
  return awaitDelivered(day, 'a question is answered, what is held is told', before + notices + 1);
}

/** At least so many messages there are, and every one of them is through; gives that very count. */
async function awaitDelivered(
  day: AlertsDay,
  title: string,
  least: number,
): Promise<IntegrationSummary> {
  const { progress } = day;
  progress.begin(title, least);
  const last = performance.now() + SETTLE_WITHIN_MS;
  for (;;) {
    const summary = await summarize(day);
    const { source, target, held } = summary;
    progress.reach(Math.min(least, target + held));
    // A day that does not settle is told by the summary, with its numbers.
    if ((source >= least && source === target + held) || performance.now() > last) {
      progress.end();
      return summary;
    }
    await wait(250);
  }
}

async function summarize({ control, desk }: AlertsDay): Promise<IntegrationSummary> {
  const [{ rows }, counters] = await Promise.all([
    desk.database.pool.query<{ source: number; target: number; held: number }>(
      `SELECT count(*)::int AS source, count(*) FILTER (WHERE state = 'sent')::int AS target,
              count(*) FILTER (WHERE state IN ('unknown', 'refused', 'dropped'))::int AS held
         FROM message_due`,
    ),
    readCounters(control),
  ]);
  const { source = 0, target = 0, held = 0 } = rows[0] ?? {};
  return {
    ...{ source, target: Math.min(target, counters.sent), held, problems: 0 },
    vendorRequests: counters.requests,
    duplicates: Math.max(0, counters.sent - target - held),
  };
}

async function readCounters(control: string): Promise<{ requests: number; sent: number }> {
  const answer = await fetch(`${control}/counters`);
  return (await answer.json()) as { requests: number; sent: number };
}

async function post(control: string, path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${control}${path}`, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`The Telegram fake refuses ${path}: ${await answer.text()}`);
}
