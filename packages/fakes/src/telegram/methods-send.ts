import type { Json } from '../json.ts';
import type { BotWorld, StoredMessage } from './bot-world.ts';
import { addMessage, needChat, payForSending, toWireMessage } from './chats.ts';
import { checkLength, parseText } from './entities.ts';
import { isJsonObject } from '../json.ts';
import { jsonOf, textOf, type Params } from './read-params.ts';
import { badRequest } from './telegram-error.ts';

const largestPhoto = 10 * 1024 * 1024;
const largestDocument = 50 * 1024 * 1024;

/** sendMessage */
export function sendMessage(world: BotWorld, params: Params): Json {
  const chat = needChat(world, params);
  const text = parseText(textOf(params, 'text') ?? '', textOf(params, 'parse_mode'));
  checkLength(text, 'text');
  payForSending(world, chat);
  const message = addMessage(world, chat, { text, replyMarkup: readMarkup(params) });
  world.counters.sent += 1;
  return toWireMessage(world, chat, message);
}

/** sendPhoto and sendDocument: the file in the request, or the id of one sent before. */
export function sendFile(
  world: BotWorld,
  params: Params,
  kind: Exclude<StoredMessage['kind'], 'text'>,
): Json {
  const chat = needChat(world, params);
  const upload = findUpload(params, kind);
  const known = textOf(params, kind);
  if (upload === undefined && (known === undefined || known === '')) {
    throw badRequest(`there is no ${kind} in the request`);
  }
  const bytes = upload?.bytes ?? 1;
  if (upload !== undefined && bytes === 0) throw badRequest('file must be non-empty');
  if (bytes > (kind === 'photo' ? largestPhoto : largestDocument)) {
    throw badRequest(`file is too big`);
  }
  const text = parseText(textOf(params, 'caption') ?? '', textOf(params, 'parse_mode'));
  checkLength(text, 'caption');
  payForSending(world, chat);
  const fileName = upload?.name ?? null;
  const part = { text, kind, bytes, fileName, replyMarkup: readMarkup(params) };
  world.counters.sent += 1;
  return toWireMessage(world, chat, addMessage(world, chat, part));
}

/** sendMediaGroup: two to ten photos or documents that come as one album. */
export function sendMediaGroup(world: BotWorld, params: Params): Json {
  const chat = needChat(world, params);
  const media = jsonOf(params, 'media');
  const items = Array.isArray(media) ? (media as readonly Json[]).filter(isJsonObject) : [];
  if (items.length < 2 || items.length > 10) {
    throw badRequest('wrong number of items in the album: 2 to 10 are possible');
  }
  payForSending(world, chat);
  world.counters.sent += 1;
  return items.map((item) => {
    const kind = item['type'] === 'document' ? 'document' : 'photo';
    const source = typeof item['media'] === 'string' ? item['media'] : '';
    const upload = params.files.get(source.replace(/^attach:\/\//, ''));
    const caption = typeof item['caption'] === 'string' ? item['caption'] : '';
    const text = parseText(
      caption,
      textOf({ ...params, fields: new Map(Object.entries(item)) }, 'parse_mode'),
    );
    const part = { text, kind, bytes: upload?.bytes ?? 1, fileName: upload?.name ?? null } as const;
    return toWireMessage(world, chat, addMessage(world, chat, part));
  });
}

/** editMessageText */
export function editMessageText(world: BotWorld, params: Params): Json {
  const chat = needChat(world, params);
  const id = Number(textOf(params, 'message_id'));
  const message = chat.messages.find(({ messageId }) => messageId === id);
  if (!message || message.kind !== 'text') throw badRequest('message to edit not found');
  if (!message.fromBot) throw badRequest("message can't be edited");
  const text = parseText(textOf(params, 'text') ?? '', textOf(params, 'parse_mode'));
  checkLength(text, 'text');
  const markup = readMarkup(params);
  if (message.text === text && JSON.stringify(message.replyMarkup) === JSON.stringify(markup)) {
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    );
  }
  message.text = text;
  message.replyMarkup = markup;
  message.editedAt = Math.floor(world.clock.nowMs() / 1_000);
  world.counters.edited += 1;
  return toWireMessage(world, chat, message);
}

/** The uploaded file of a field: directly, or as attach://name. */
function findUpload(params: Params, field: string): { name: string; bytes: number } | undefined {
  const direct = params.files.get(field);
  if (direct) return direct;
  const named = textOf(params, field);
  return named?.startsWith('attach://') === true
    ? params.files.get(named.slice('attach://'.length))
    : undefined;
}

function readMarkup(params: Params): Json {
  return jsonOf(params, 'reply_markup') ?? null;
}
