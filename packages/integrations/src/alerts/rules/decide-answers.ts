import type { ReadUpdate } from '@ponte/connectors/telegram/model';

/** A chat as its row says. */
export interface KnownChat {
  readonly id: string;
  readonly mayAsk: boolean;
  readonly isDisabled: boolean;
}

export interface Answer {
  readonly updateId: string;
  readonly chatId: string;
  readonly kind: 'status' | 'help';
}

export interface Stranger {
  readonly chatId: string;
  readonly title: string;
}

/** The commands that Telegram offers while somebody types. */
export const BOT_COMMANDS = [
  { command: 'status', description: 'How the integrations stand' },
  { command: 'help', description: 'What this bot can do' },
] as const;

/**
 * Who is answered what. A chat that is not on the list is told nothing, and the chats that take
 * alerts are told of it.
 */
export function decideAnswers(
  updates: readonly ReadUpdate[],
  chats: readonly KnownChat[],
): { answers: Answer[]; strangers: Stranger[] } {
  const answers: Answer[] = [];
  const strangers = new Map<string, Stranger>();
  for (const { command } of updates) {
    if (command === undefined) continue;
    const { chatId, updateId, chatTitle: title } = command;
    const chat = chats.find(({ id }) => id === chatId);
    if (chat === undefined) strangers.set(chatId, { chatId, title });
    if (chat === undefined || !chat.mayAsk || chat.isDisabled) continue;
    answers.push({ updateId, chatId, kind: command.command === 'status' ? 'status' : 'help' });
  }
  return { answers, strangers: [...strangers.values()] };
}
