import type { JsonObject } from '../json.ts';
import type { BotWorld, Chat, StoredMessage } from './bot-world.ts';
import { textOf, type Params } from './read-params.ts';
import { badRequest, forbidden, tooManyRequests } from './telegram-error.ts';

/** The chat that a request names, if the bot may write there. */
export function needChat(world: BotWorld, params: Params): Chat {
  const id = textOf(params, 'chat_id');
  if (id === undefined || id === '') throw badRequest('chat_id is empty');
  const chat = world.chats.get(Number(id));
  if (!chat) throw badRequest('chat not found');
  if (chat.migratedTo !== null) {
    throw badRequest('group chat was upgraded to a supergroup chat', {
      migrate_to_chat_id: chat.migratedTo,
    });
  }
  if (chat.closed === 'blocked') throw forbidden('bot was blocked by the user');
  if (chat.closed === 'kicked') {
    throw forbidden(
      `bot was kicked from the ${chat.type === 'channel' ? 'channel' : chat.type} chat`,
    );
  }
  if (chat.closed === 'deleted') throw forbidden('the group chat was deleted');
  return chat;
}

/** Counts a message against the vendor's limits; refuses with the seconds to wait. */
export function payForSending(world: BotWorld, chat: Chat): void {
  const isGroup = chat.type === 'group' || chat.type === 'supergroup';
  const wait = world.limits.take({ id: chat.id, isGroup }, world.clock.nowMs());
  if (wait === 0) return;
  world.counters.limitRefusals += 1;
  throw tooManyRequests(wait);
}

/** Puts a message into a chat. */
export function addMessage(
  world: BotWorld,
  chat: Chat,
  part: Pick<StoredMessage, 'text'> & Partial<StoredMessage>,
): StoredMessage {
  const message: StoredMessage = {
    messageId: world.nextMessageId,
    date: Math.floor(world.clock.nowMs() / 1_000),
    kind: 'text',
    fileName: null,
    bytes: 0,
    fromBot: true,
    editedAt: null,
    replyMarkup: null,
    ...part,
  };
  world.nextMessageId += 1;
  chat.messages.push(message);
  return message;
}

/** A chat in the vendor's words. */
export function toWireChat({ id, type, title }: Chat): JsonObject {
  return type === 'private' ? { id, type, first_name: title } : { id, type, title };
}

/** A message in the vendor's words. */
export function toWireMessage(world: BotWorld, chat: Chat, message: StoredMessage): JsonObject {
  const { messageId, date, text, kind, bytes, fileName, fromBot, editedAt } = message;
  const file = { file_id: `file-${messageId}`, file_unique_id: `u${messageId}`, file_size: bytes };
  const body: JsonObject =
    kind === 'text'
      ? { text }
      : {
          ...(text === '' ? {} : { caption: text }),
          ...(kind === 'photo'
            ? { photo: [{ ...file, width: 1280, height: 720 }] }
            : { document: { ...file, file_name: fileName ?? 'file' } }),
        };
  return {
    message_id: messageId,
    from: fromBot ? botUser(world) : { id: chat.id, is_bot: false, first_name: chat.title },
    chat: toWireChat(chat),
    date,
    ...(editedAt === null ? {} : { edit_date: editedAt }),
    ...body,
  };
}

/** The bot as getMe shows it. */
export function botUser(world: BotWorld): JsonObject {
  return {
    id: Number(world.token.split(':')[0]),
    is_bot: true,
    first_name: 'Ponte sandbox',
    username: 'ponte_sandbox_bot',
  };
}
