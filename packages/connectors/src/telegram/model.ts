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

const person = z.object({ id: z.number().transform(String), first_name: z.string().default('') });

const update = z.object({
  update_id: z.number(),
  message: z
    .object({
      chat,
      text: z.string().optional(),
    })
    .optional(),
  callback_query: z
    .object({
      ...{ id: z.string(), from: person, data: z.string().optional() },
      message: z.object({ chat, message_id: z.number().transform(String) }).optional(),
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

/** A button that somebody pressed under a message of the bot. */
export interface ButtonPress {
  readonly updateId: string;
  /** For the answer that ends the waiting sign on the button. */
  readonly queryId: string;
  readonly chatId: string;
  readonly chatTitle: string;
  readonly messageId: string;
  /** As the button carries it. */
  readonly data: string;
  readonly personId: string;
  readonly personName: string;
}

/** One update; both are absent when it is something that Ponte has no work for. */
export interface ReadUpdate {
  readonly id: number;
  readonly command?: BotCommand;
  readonly press?: ButtonPress;
}

const COMMAND = /^\/([a-z0-9_]{1,32})(?:@\w+)?(?:\s+([\s\S]*))?$/i;

/** Reads one update as the vendor sends it; undefined when it is none. */
export function parseUpdate(given: unknown): ReadUpdate | undefined {
  const parsed = update.safeParse(given);
  if (!parsed.success) return undefined;
  const { update_id: id, message, callback_query: query } = parsed.data;
  if (query !== undefined) return { id, ...toPress(String(id), query) };
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

/** Nothing for a press whose message is too old to be told, or of a game. */
function toPress(
  updateId: string,
  query: NonNullable<z.output<typeof update>['callback_query']>,
): { press?: ButtonPress } {
  const { id: queryId, data, message, from } = query;
  if (data === undefined || message === undefined) return {};
  const { id: chatId, title, first_name: name } = message.chat;
  return {
    press: {
      ...{ updateId, queryId, chatId, chatTitle: title ?? name ?? '', data },
      ...{ messageId: message.message_id, personId: from.id, personName: from.first_name },
    },
  };
}
