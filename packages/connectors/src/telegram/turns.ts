/** The limits of one bot: the account's, and inside it one per chat, made when the chat is used. */
import type { Clock } from '@ponte/clock';
import type { Logger } from '@ponte/logging';
import type { RedisSource } from '../http/limiter-redis.ts';
import { createLimiters, type Limiters, type Turn } from '../http/limiter.ts';
import { ACCOUNT_LIMIT, CHAT_LIMIT, GROUP_LIMIT } from './limits.ts';

export interface TurnsOptions {
  readonly account: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly redis?: RedisSource | undefined;
  readonly patienceMs?: number | undefined;
}

export interface Turns {
  /** For the onion: every attempt pays the account. */
  readonly account: Limiters;
  /** Runs when the chat's own limit allows. */
  inChat<Result>(chatId: string, turn: Turn, run: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** More chats than these at a time are few bots' lot; the longest unused limiter makes room. */
const OPEN_CHATS = 20;

/** Lets every call pass at once; for waiting reads, which would only hold others up. */
export const noLimit: Limiters = {
  schedule: (_turn, run) => run(),
  drain: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

/** Makes the limits; with Redis all processes share them. */
export function createTurns(options: TurnsOptions): Turns {
  const { account: name, ...rest } = options;
  const make = (account: string, limit: typeof CHAT_LIMIT): Limiters =>
    createLimiters({ vendor: 'telegram', account, limit, ...rest });
  const account = make(name, ACCOUNT_LIMIT);
  const chats = new Map<string, { limiters: Limiters; users: number }>();

  function open(chatId: string): { limiters: Limiters; users: number } {
    const known = chats.get(chatId);
    chats.delete(chatId);
    const limit = chatId.startsWith('-') ? GROUP_LIMIT : CHAT_LIMIT;
    const chat = known ?? { limiters: make(`${name}:${chatId}`, limit), users: 0 };
    chats.set(chatId, chat);
    return chat;
  }

  async function makeRoom(): Promise<void> {
    for (const [id, { limiters, users }] of chats) {
      if (chats.size <= OPEN_CHATS) return;
      if (users > 0) continue;
      chats.delete(id);
      await limiters.close();
    }
  }

  return {
    account,
    inChat: async (chatId, turn, run) => {
      const chat = open(chatId);
      chat.users += 1;
      try {
        return await chat.limiters.schedule(turn, run);
      } finally {
        chat.users -= 1;
        await makeRoom();
      }
    },
    close: async () => {
      await Promise.all([...chats.values()].map(({ limiters }) => limiters.close()));
    },
  };
}
