import type { Clock } from '@ponte/clock';
import type { z } from 'zod';
import { VendorError } from '../http/vendor-error.ts';
import { ATTEMPT_TIMEOUT_MS } from './limits.ts';
import { bot, parseUpdate, type ReadUpdate } from './model.ts';
import type { OnionApi } from './onion-api.ts';
import type { TelegramClient } from './operations.ts';

/** Operations that send nothing to anybody. `waiting` calls pay no limit, because they only wait. */
export function createReads(tools: {
  account: string;
  clock: Clock;
  api: OnionApi;
  waiting: OnionApi;
}): Pick<TelegramClient, 'getMe' | 'readUpdates' | 'setCommands'> {
  const { account, clock, api, waiting } = tools;
  return {
    getMe: async (calling = {}) => {
      const plan = { operation: 'getMe', effect: 'read', ...calling } as const;
      return checkAnswer(bot, await api.perform(plan, (raw) => raw.getMe()), {
        account,
        operation: 'getMe',
      });
    },
    readUpdates: async ({ offset, waitSeconds }, calling = {}) => {
      const timeoutMs = Math.ceil(clock.toRealMs(waitSeconds * 1_000)) + ATTEMPT_TIMEOUT_MS;
      const plan = { operation: 'readUpdates', effect: 'read', timeoutMs, ...calling } as const;
      const answer: readonly unknown[] = await waiting.perform(plan, (raw) =>
        raw.getUpdates({ offset, timeout: waitSeconds, allowed_updates: ['message'] }),
      );
      const updates = answer.map(parseUpdate).filter((each): each is ReadUpdate => !!each);
      return { updates, nextOffset: Math.max(offset, ...updates.map(({ id }) => id + 1)) };
    },
    setCommands: async (commands, calling = {}) => {
      const plan = { operation: 'setCommands', effect: 'idempotent', ...calling } as const;
      await api.perform(plan, (raw) => raw.setMyCommands({ commands: [...commands] }));
    },
  };
}

/** Checks what Telegram said against what we use of it. */
export function checkAnswer<Schema extends z.ZodType>(
  schema: Schema,
  answer: unknown,
  { account, operation }: { account: string; operation: string },
): z.output<Schema> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new VendorError({
    vendor: 'telegram',
    account,
    operation,
    kind: 'unexpected_answer',
    message: 'The answer has another form than documented. Ponte may need an update.',
  });
}
