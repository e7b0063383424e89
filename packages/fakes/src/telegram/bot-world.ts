import { createFaultBook, type FaultBook } from '../control/fault-book.ts';
import { createRingLog, type RingLog } from '../control/ring-log.ts';
import type { Json, JsonObject } from '../json.ts';
import { hexText } from '../seeded/random.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { telegramFaults } from './faults.ts';
import { createSendLimits, type SendLimits } from './send-limits.ts';

export type ChatType = 'private' | 'group' | 'supergroup' | 'channel';

/** A message as the chat shows it. */
export interface StoredMessage {
  readonly messageId: number;
  /** Virtual epoch seconds. */
  readonly date: number;
  text: string;
  readonly kind: 'text' | 'photo' | 'document';
  readonly fileName: string | null;
  readonly bytes: number;
  readonly fromBot: boolean;
  editedAt: number | null;
  replyMarkup: Json;
}

export interface Chat {
  readonly id: number;
  readonly type: ChatType;
  readonly title: string;
  /** Why the bot cannot write here; null when it can. */
  closed: 'blocked' | 'kicked' | 'deleted' | null;
  /** The supergroup that this group has become. */
  migratedTo: number | null;
  readonly messages: StoredMessage[];
}

export interface Webhook {
  readonly url: string;
  readonly secretToken: string | undefined;
  readonly allowedUpdates: readonly string[] | undefined;
}

export interface Update {
  readonly update_id: number;
  readonly [kind: string]: Json;
}

/** One request as GET /requests shows it; the token in its path is masked. */
export interface LoggedRequest {
  readonly at: string;
  readonly verb: string;
  readonly method: string;
  readonly path: string;
  readonly body: string;
  /** 0 when the connection was dropped without an answer. */
  readonly status: number;
  readonly answer: string;
  readonly fault: string | null;
}

export interface Counters {
  requests: number;
  sent: number;
  edited: number;
  requestsByMethod: Record<string, number>;
  refusalsByCode: Record<string, number>;
  limitRefusals: number;
  faultsByKind: Record<string, number>;
}

/** Everything the fake is made of. Parts are replaced by a reset, the object stays. */
export interface BotWorld {
  readonly clock: VirtualClock;
  seed: number;
  token: string;
  isRevoked: boolean;
  chats: Map<number, Chat>;
  commands: Map<string, Json>;
  updates: Update[];
  nextUpdateId: number;
  nextMessageId: number;
  webhook: Webhook | undefined;
  /** Ends the long poll that waits now, because another one came. */
  endPoll: (() => void) | undefined;
  /** Wakes the long poll that waits now. */
  wakePoll: (() => void) | undefined;
  limits: SendLimits;
  counters: Counters;
  faults: FaultBook;
  readonly requestLog: RingLog<LoggedRequest>;
  readonly deliveryLog: RingLog<JsonObject>;
  lifetime: AbortController;
}

/** The chats that every world begins with. */
export const firstChats = { person: 1001, group: -4001 } as const;

/** Makes a bot with one private chat and one group. */
export function createBotWorld(start: {
  clock: VirtualClock;
  seed: number;
  token?: string;
}): BotWorld {
  const world: BotWorld = {
    clock: start.clock,
    seed: start.seed,
    token: start.token ?? tokenOf(start.seed),
    isRevoked: false,
    chats: new Map(),
    commands: new Map(),
    updates: [],
    nextUpdateId: 500_000_001,
    nextMessageId: 1,
    webhook: undefined,
    endPoll: undefined,
    wakePoll: undefined,
    limits: createSendLimits(),
    counters: createCounters(),
    faults: createFaultBook(telegramFaults, start.seed),
    requestLog: createRingLog<LoggedRequest>(2_000),
    deliveryLog: createRingLog<JsonObject>(2_000),
    lifetime: new AbortController(),
  };
  addFirstChats(world);
  return world;
}

/** Back to the start: chats, updates, limits, faults, logs. Token and webhook stay. */
export function resetBotWorld(world: BotWorld, seed: number): void {
  world.lifetime.abort();
  world.lifetime = new AbortController();
  world.endPoll?.();
  world.seed = seed;
  world.isRevoked = false;
  world.chats = new Map();
  world.commands = new Map();
  world.updates = [];
  world.nextMessageId = 1;
  world.limits = createSendLimits();
  world.counters = createCounters();
  world.faults = createFaultBook(telegramFaults, seed);
  world.requestLog.clear();
  world.deliveryLog.clear();
  addFirstChats(world);
}

/** Adds a chat, or gives the one that is there. */
export function addChat(
  world: BotWorld,
  { id, type, title }: Pick<Chat, 'id' | 'type' | 'title'>,
): Chat {
  const known = world.chats.get(id);
  if (known) return known;
  const chat: Chat = { id, type, title, closed: null, migratedTo: null, messages: [] };
  world.chats.set(id, chat);
  return chat;
}

function addFirstChats(world: BotWorld): void {
  addChat(world, { id: firstChats.person, type: 'private', title: 'Aigerim' });
  addChat(world, { id: firstChats.group, type: 'group', title: 'Accounting' });
}

function tokenOf(seed: number): string {
  return `7000000001:AAsandbox_${hexText(seed, 'telegram', 25)}`;
}

function createCounters(): Counters {
  return {
    ...{ requests: 0, sent: 0, edited: 0, limitRefusals: 0 },
    ...{ requestsByMethod: {}, refusalsByCode: {}, faultsByKind: {} },
  };
}
