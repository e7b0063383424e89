import type { BotWorld, Update, Webhook } from './bot-world.ts';

const longestAnswerMs = 10_000;
const firstRepeatMs = 1_000;
const longestRepeatMs = 60_000;

const busy = new WeakSet<BotWorld>();

/**
 * Delivers waiting updates to the webhook, one at a time and in order; one that is not answered
 * with 2xx is delivered again, later and later, until it is.
 */
export function postUpdates(world: BotWorld): void {
  if (busy.has(world) || world.webhook === undefined) return;
  busy.add(world);
  void deliverAll(world).finally(() => busy.delete(world));
}

async function deliverAll(world: BotWorld): Promise<void> {
  const { signal } = world.lifetime;
  let repeatMs = firstRepeatMs;
  for (;;) {
    const { webhook } = world;
    const [update] = world.updates;
    if (webhook === undefined || update === undefined || signal.aborted) return;
    if (!isAllowed(webhook, update) || (await post(world, webhook, update))) {
      world.updates = world.updates.filter((each) => each !== update);
      repeatMs = firstRepeatMs;
    } else {
      await world.clock.sleepUntil(world.clock.nowMs() + repeatMs, signal);
      repeatMs = Math.min(repeatMs * 2, longestRepeatMs);
    }
  }
}

async function post(world: BotWorld, webhook: Webhook, update: Update): Promise<boolean> {
  let status = 0;
  let error: string | null = null;
  try {
    const response = await fetch(webhook.url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        ...(webhook.secretToken === undefined
          ? {}
          : { 'x-telegram-bot-api-secret-token': webhook.secretToken }),
      },
      body: JSON.stringify(update),
      signal: AbortSignal.any([world.lifetime.signal, AbortSignal.timeout(longestAnswerMs)]),
    });
    await response.arrayBuffer();
    status = response.status;
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.message : String(thrown);
  }
  const at = new Date(world.clock.nowMs()).toISOString();
  world.deliveryLog.add({ at, updateId: update.update_id, url: webhook.url, status, error });
  return status >= 200 && status < 300;
}

function isAllowed({ allowedUpdates }: Webhook, update: Update): boolean {
  return (
    allowedUpdates === undefined ||
    allowedUpdates.length === 0 ||
    allowedUpdates.some((kind) => kind in update)
  );
}
