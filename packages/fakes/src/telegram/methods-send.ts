import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { BotWorld, Chat, StoredMessage } from './bot-world.ts';
import { addMessage, needChat, payForSending, toWireMessage } from './chats.ts';
import { checkLength, parseText } from './entities.ts';
import { takeFile, type FileKind } from './files.ts';
import { readMarkup } from './keyboards.ts';
import { jsonOf, textOf, type Params, type UploadedFile } from './read-params.ts';
import { badRequest } from './telegram-error.ts';

/** sendMessage */
export function sendMessage(world: BotWorld, params: Params): Json {
  const chat = needChat(world, params);
  const text = parseText(textOf(params, 'text') ?? '', textOf(params, 'parse_mode'));
  checkLength(text, 'text');
  const replyMarkup = readMarkup(params);
  payForSending(world, chat);
  const message = addMessage(world, chat, { text, replyMarkup });
  world.counters.sent += 1;
  return toWireMessage(world, chat, message);
}

/** sendPhoto and sendDocument: the file in the request, or the id of one sent before. */
export function sendFile(world: BotWorld, params: Params, kind: FileKind): Json {
  const chat = needChat(world, params);
  const upload = findUpload(params, kind);
  const file = takeFile(world, kind, { upload, known: textOf(params, kind) });
  const text = parseText(textOf(params, 'caption') ?? '', textOf(params, 'parse_mode'));
  checkLength(text, 'caption');
  const replyMarkup = readMarkup(params);
  payForSending(world, chat);
  world.counters.sent += 1;
  return toWireMessage(world, chat, addMessage(world, chat, { text, kind, file, replyMarkup }));
}

/** sendMediaGroup: two to ten photos, or as many documents, that come as one album. */
export function sendMediaGroup(world: BotWorld, params: Params): Json {
  const chat = needChat(world, params);
  const media = jsonOf(params, 'media');
  const items = Array.isArray(media) ? (media as readonly Json[]).filter(isJsonObject) : [];
  if (items.length < 2 || items.length > 10) {
    throw badRequest('wrong number of items in the album: 2 to 10 are possible');
  }
  const parts = items.map((item) => toAlbumPart(world, params, item));
  if (new Set(parts.map(({ kind }) => kind)).size > 1) {
    throw badRequest("document can't be mixed with other media types");
  }
  payForSending(world, chat);
  world.counters.sent += 1;
  const albumId = `album-${world.nextMessageId}`;
  return parts.map((part) =>
    toWireMessage(world, chat, addMessage(world, chat, { ...part, albumId })),
  );
}

function toAlbumPart(
  world: BotWorld,
  params: Params,
  item: JsonObject,
): Pick<StoredMessage, 'text' | 'kind' | 'file'> {
  const own: Params = { fields: new Map(Object.entries(item)), files: params.files };
  const kind = item['type'] === 'document' ? 'document' : 'photo';
  const known = textOf(own, 'media');
  const file = takeFile(world, kind, { upload: findUpload(own, 'media'), known });
  const text = parseText(textOf(own, 'caption') ?? '', textOf(own, 'parse_mode'));
  checkLength(text, 'caption');
  return { text, kind, file };
}

/** editMessageText */
export function editMessageText(world: BotWorld, params: Params): Json {
  const chat = needChat(world, params);
  const message = needOwnMessage(chat, params);
  if (message.kind !== 'text') throw badRequest('there is no text in the message to edit');
  const text = parseText(textOf(params, 'text') ?? '', textOf(params, 'parse_mode'));
  checkLength(text, 'text');
  const markup = readMarkup(params);
  if (message.text === text && JSON.stringify(message.replyMarkup) === JSON.stringify(markup)) {
    throw notModified();
  }
  message.text = text;
  message.replyMarkup = markup;
  message.editedAt = Math.floor(world.clock.nowMs() / 1_000);
  world.counters.edited += 1;
  return toWireMessage(world, chat, message);
}

/** editMessageReplyMarkup: other buttons under the same words, or none. */
export function editMessageReplyMarkup(world: BotWorld, params: Params): Json {
  const chat = needChat(world, params);
  const message = needOwnMessage(chat, params);
  const markup = readMarkup(params);
  if (JSON.stringify(message.replyMarkup) === JSON.stringify(markup)) throw notModified();
  message.replyMarkup = markup;
  message.editedAt = Math.floor(world.clock.nowMs() / 1_000);
  world.counters.edited += 1;
  return toWireMessage(world, chat, message);
}

function needOwnMessage(chat: Chat, params: Params): StoredMessage {
  const id = Number(textOf(params, 'message_id'));
  const message = chat.messages.find(({ messageId }) => messageId === id);
  if (!message) throw badRequest('message to edit not found');
  if (!message.fromBot) throw badRequest("message can't be edited");
  return message;
}

function notModified(): Error {
  return badRequest(
    'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
  );
}

/** The uploaded file of a field: directly, or as attach://name. */
function findUpload(params: Params, field: string): UploadedFile | undefined {
  const direct = params.files.get(field);
  if (direct) return direct;
  const named = textOf(params, field);
  return named?.startsWith('attach://') === true
    ? params.files.get(named.slice('attach://'.length))
    : undefined;
}
