import type { JsonObject } from '../json.ts';
import { ControlRefusal } from '../control/control-refusal.ts';
import type { BotWorld, Chat, StoredMessage } from './bot-world.ts';
import { toWireMessage } from './chats.ts';
import { listButtons } from './keyboards.ts';
import { textOf, type Params } from './read-params.ts';
import { badRequest } from './telegram-error.ts';
import { addUpdate } from './updates.ts';

/** A pressed button whose spinner turns until the bot answers. */
export interface CallbackQuery {
  readonly id: string;
  readonly chat: number;
  readonly messageId: number;
  readonly data: string;
  readonly at: number;
  /** What the person was shown; null: nothing yet. */
  answer: { readonly text: string; readonly isAlert: boolean } | null;
}

const longestAnswer = 200;
/** Virtual milliseconds: not documented, bots report about a quarter of an hour. */
const answeredWithinMs = 15 * 60_000;

/** A person presses a button: by its data, or by its text under the newest message that has it. */
export function pressButton(
  world: BotWorld,
  { chat, person }: { chat: Chat; person: JsonObject },
  wanted: { messageId: number | undefined; data: string | undefined; text: string | undefined },
): JsonObject {
  const { message, data } = findButton(chat, wanted);
  const query: CallbackQuery = {
    ...{ id: `${4_000_000_000_000 + world.queries.length}`, chat: chat.id, data, answer: null },
    ...{ messageId: message.messageId, at: world.clock.nowMs() },
  };
  world.queries.push(query);
  addUpdate(world, 'callback_query', {
    ...{ id: query.id, from: person, chat_instance: `${chat.id}`, data },
    message: toWireMessage(world, chat, message),
  });
  return { id: query.id, messageId: message.messageId, data };
}

function findButton(
  chat: Chat,
  wanted: { messageId: number | undefined; data: string | undefined; text: string | undefined },
): { message: StoredMessage; data: string } {
  const { messageId, data, text } = wanted;
  const messages = chat.messages.filter(
    (one) => messageId === undefined || one.messageId === messageId,
  );
  for (const message of messages.toReversed()) {
    const button = listButtons(message.replyMarkup).find(
      (one) =>
        one.data !== null &&
        (data === undefined || one.data === data) &&
        (text === undefined || one.text.includes(text)),
    );
    if (button?.data != null) return { message, data: button.data };
  }
  const there = messages.flatMap(({ replyMarkup }) =>
    listButtons(replyMarkup).map((one) => one.text),
  );
  throw new ControlRefusal(
    `press-button: chat ${chat.id} has no such button. It has: ${there.join(', ') || 'none'}.`,
  );
}

/** answerCallbackQuery: ends the spinner, and shows a word when there is one. */
export function answerCallbackQuery(world: BotWorld, params: Params): true {
  const query = world.queries.find(({ id }) => id === textOf(params, 'callback_query_id'));
  const text = textOf(params, 'text') ?? '';
  if (query === undefined || world.clock.nowMs() - query.at > answeredWithinMs) {
    throw badRequest('query is too old and response timeout expired or query ID is invalid');
  }
  if (text.length > longestAnswer) throw badRequest('MESSAGE_TOO_LONG');
  query.answer = { text, isAlert: textOf(params, 'show_alert') === 'true' };
  return true;
}
