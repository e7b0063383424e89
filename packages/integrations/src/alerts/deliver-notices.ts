import type { Handler, JobEnding } from '@ponte/jobs/define';
import { MESSAGES_PER_RUN } from './jobs.ts';
import type { DeliverPorts, MessageToSend, SendEnd } from './ports.ts';
import { decideDelivery } from './rules/decide-delivery.ts';
import { toMessageHtml } from './rules/to-message-html.ts';

/** Virtual milliseconds after which a Telegram that was unwell is asked again. */
const AFTER_TROUBLE_MS = 15_000;

/** Sends what is due. A repeat sends nothing twice: each message is claimed before it leaves. */
export function createDeliverNotices(ports: DeliverPorts): Handler<{ account: string }> {
  return async ({ account }, { runId, signal }) => {
    const bot = ports.findBot(account);
    if (bot === undefined) return { outcome: 'skipped', reason: 'no-bot' };
    const { unknown } = await ports.prepare(account, runId);
    const due = await ports.listDue(account, MESSAGES_PER_RUN);
    const tally: Tally = { sent: 0, held: unknown, dropped: 0, put_off: 0, keys: [] };
    // Proves token and connection, so that an outage costs no message its certainty.
    if (due.length > 0) await bot.getMe({ signal });

    const closed = new Set<string>();
    let stopped: { thrown?: Error | undefined } | undefined;
    for (const message of due) {
      if (stopped !== undefined || signal.aborted) break;
      if (closed.has(message.chatId)) continue;
      const claimed = await ports.claim(account, message, runId);
      if (claimed === undefined) continue;
      const { end, thrown } = await send(ports, bot, message);
      const { ending, next } = decideDelivery(end);
      await ports.settle({ account, runId, message, attempt: claimed.attempt, ending });
      if (ending.chat !== undefined) closed.add(message.chatId);
      note(tally, message, ending.state);
      if (next === 'stop') stopped = ending.state === 'due' ? { thrown } : {};
    }

    if (stopped?.thrown !== undefined) throw stopped.thrown;
    const nextInMs = stopped === undefined ? await ports.findNextInMs(account) : AFTER_TROUBLE_MS;
    return toEnding(tally, nextInMs);
  };
}

/** Not cut off when the worker stops: a message that is under way must get its certainty. */
async function send(
  ports: DeliverPorts,
  bot: NonNullable<ReturnType<DeliverPorts['findBot']>>,
  { chatId, parts }: MessageToSend,
): Promise<{ end: SendEnd; thrown?: Error }> {
  try {
    return { end: { outcome: await bot.sendMessage({ chatId, html: toMessageHtml(parts) }) } };
  } catch (thrown) {
    const failure = ports.readFailure(thrown);
    if (failure === undefined || !(thrown instanceof Error)) throw thrown;
    return { end: { failure }, thrown };
  }
}

interface Tally {
  sent: number;
  held: number;
  dropped: number;
  put_off: number;
  keys: string[];
}

function note(tally: Tally, { key }: MessageToSend, state: string): void {
  if (state === 'sent') tally.sent += 1;
  else if (state === 'due') tally.put_off += 1;
  else if (state === 'dropped') tally.dropped += 1;
  else tally.held += 1;
  tally.keys.push(key);
}

function toEnding({ keys, ...counts }: Tally, nextInMs: number | undefined): JobEnding {
  const again = nextInMs === undefined ? {} : { againInMs: nextInMs };
  if (keys.length === 0 && counts.held === 0) {
    return { outcome: 'skipped', reason: 'nothing-to-tell', ...again };
  }
  const held = counts.held > 0 ? ({ outcome: 'held', reason: 'maybe-sent' } as const) : undefined;
  return { ...(held ?? { outcome: 'done' }), keys, counts, ...again };
}
