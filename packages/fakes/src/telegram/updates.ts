import type { Json, JsonObject } from '../json.ts';
import type { BotWorld, Update } from './bot-world.ts';
import { postUpdates } from './post-updates.ts';
import { jsonOf, textOf, type Params } from './read-params.ts';
import { badRequest, TelegramError } from './telegram-error.ts';

const longestPollSeconds = 50;
const mostUpdates = 100;
const secretForm = /^[A-Za-z0-9_-]{1,256}$/;
const webhookPorts = new Set(['', '443', '80', '88', '8443']);

/** Puts something that happened in front of the bot, by webhook or for the next getUpdates. */
export function addUpdate(world: BotWorld, kind: string, body: Json): Update {
  const update: Update = { update_id: world.nextUpdateId, [kind]: body };
  world.nextUpdateId += 1;
  world.updates.push(update);
  world.wakePoll?.();
  postUpdates(world);
  return update;
}

/** getUpdates: what lies behind `offset`; waits up to `timeout` virtual seconds for something. */
export async function getUpdates(world: BotWorld, params: Params): Promise<Json> {
  if (world.webhook) {
    throw new TelegramError(
      409,
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
  }
  const offset = Number(textOf(params, 'offset') ?? 0);
  if (offset > 0) world.updates = world.updates.filter(({ update_id: id }) => id >= offset);
  if (offset < 0) world.updates = world.updates.slice(offset);
  const allowed = jsonOf(params, 'allowed_updates');
  const seconds = Math.min(Number(textOf(params, 'timeout') ?? 0), longestPollSeconds);
  const limit = Number(textOf(params, 'limit') ?? mostUpdates);
  const find = (): Update[] => select(world, allowed).slice(0, limit);
  world.endPoll?.();
  if (find().length > 0 || seconds <= 0) return find();
  await waitForUpdate(world, seconds);
  return find();
}

/** One caller at a time may wait: the older one is ended with 409. */
async function waitForUpdate(world: BotWorld, seconds: number): Promise<void> {
  const ended = new AbortController();
  let isOvertaken = false;
  const wake = (): void => ended.abort();
  const end = (): void => {
    isOvertaken = true;
    ended.abort();
  };
  world.wakePoll = wake;
  world.endPoll = end;
  await world.clock.sleepUntil(world.clock.nowMs() + seconds * 1_000, ended.signal);
  if (world.endPoll === end) {
    world.endPoll = undefined;
    world.wakePoll = undefined;
  }
  if (isOvertaken) {
    throw new TelegramError(
      409,
      'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    );
  }
}

function select(world: BotWorld, allowed: Json | undefined): Update[] {
  if (!Array.isArray(allowed) || allowed.length === 0) return world.updates;
  return world.updates.filter((update) =>
    (allowed as readonly Json[]).some((kind) => typeof kind === 'string' && kind in update),
  );
}

/** setWebhook: https on one of four ports; loopback over http too, because this is a fake. */
export function setWebhook(world: BotWorld, params: Params): Json {
  const text = textOf(params, 'url') ?? '';
  if (text === '') return deleteWebhook(world, params);
  const url = URL.parse(text);
  if (url === null) throw badRequest('bad webhook: invalid URL');
  const isLoopback = /^(localhost|127\.|\[::1\])/.test(url.hostname);
  if (url.protocol !== 'https:' && !isLoopback) {
    throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
  }
  if (!isLoopback && !webhookPorts.has(url.port)) {
    throw badRequest('bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443');
  }
  const secretToken = textOf(params, 'secret_token');
  if (secretToken !== undefined && !secretForm.test(secretToken)) {
    throw badRequest('secret token contains unallowed characters');
  }
  const allowed = jsonOf(params, 'allowed_updates');
  world.webhook = {
    url: url.href,
    secretToken,
    allowedUpdates: Array.isArray(allowed) ? (allowed as readonly Json[]).map(String) : undefined,
  };
  dropIfAsked(world, params);
  postUpdates(world);
  return true;
}

/** deleteWebhook */
export function deleteWebhook(world: BotWorld, params: Params): Json {
  world.webhook = undefined;
  dropIfAsked(world, params);
  return true;
}

/** getWebhookInfo */
export function describeWebhook({ webhook, updates }: BotWorld): JsonObject {
  return {
    url: webhook?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: updates.length,
    ...(webhook?.allowedUpdates === undefined ? {} : { allowed_updates: webhook.allowedUpdates }),
  };
}

function dropIfAsked(world: BotWorld, params: Params): void {
  if (textOf(params, 'drop_pending_updates') === 'true') world.updates = [];
}
