/** What Ponte reads of Telegram's answers; unknown fields pass. */
import { z } from 'zod';

const chat = z.object({
  id: z.number().transform(String),
  type: z.string(),
  title: z.string().optional(),
  first_name: z.string().optional(),
});

export const sentMessage = z.object({ message_id: z.number().transform(String) });

export const bot = z.object({
  id: z.number().transform(String),
  username: z.string().default(''),
});

const update = z.object({
  update_id: z.number(),
  message: z
    .object({
      chat,
      text: z.string().optional(),
      from: z.object({ id: z.number(), language_code: z.string().optional() }).optional(),
    })
    .optional(),
});

/** A command that somebody wrote to the bot. */
export interface BotCommand {
  readonly updateId: string;
  readonly chatId: string;
  readonly chatTitle: string;
  /** Lower case, without slash and without the bot's name: `status`. */
  readonly command: string;
  readonly words: readonly string[];
}

/** One update; `command` is absent when it is something that Ponte has no work for. */
export interface ReadUpdate {
  readonly id: number;
  readonly command?: BotCommand;
}

const COMMAND = /^\/([a-z0-9_]{1,32})(?:@\w+)?(?:\s+([\s\S]*))?$/i;

/** Reads one update as the vendor sends it; undefined when it is none. */
export function parseUpdate(given: unknown): ReadUpdate | undefined {
  const parsed = update.safeParse(given);
  if (!parsed.success) return undefined;
  const { update_id: id, message } = parsed.data;
  const [whole, command = '', rest = ''] = COMMAND.exec(message?.text?.trim() ?? '') ?? [];
  if (message === undefined || whole === undefined) return { id };
  const { id: chatId, title, first_name: name } = message.chat;
  return {
    id,
    command: {
      updateId: String(id),
      chatId,
      chatTitle: title ?? name ?? '',
      command: command.toLowerCase(),
      words: rest.split(/\s+/).filter((word) => word !== ''),
    },
  };
}
