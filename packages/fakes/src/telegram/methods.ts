import type { Json } from '../json.ts';
import type { BotWorld } from './bot-world.ts';
import { botUser, needChat, toWireChat } from './chats.ts';
import { editMessageText, sendFile, sendMediaGroup, sendMessage } from './methods-send.ts';
import { jsonOf, textOf, type Params } from './read-params.ts';
import { badRequest } from './telegram-error.ts';
import { deleteWebhook, describeWebhook, getUpdates, setWebhook } from './updates.ts';

type Method = (world: BotWorld, params: Params) => Json | Promise<Json>;

const chatActions = new Set([
  ...['typing', 'upload_photo', 'record_video', 'upload_video', 'record_voice', 'upload_voice'],
  ...['upload_document', 'choose_sticker', 'find_location'],
]);

/** The vendor's methods by lower-case name: names are not case-sensitive on the wire. */
export const methods: ReadonlyMap<string, Method> = new Map(
  Object.entries({
    getMe: (world: BotWorld) => ({
      ...botUser(world),
      can_join_groups: true,
      can_read_all_group_messages: false,
      supports_inline_queries: false,
    }),
    getChat: (world: BotWorld, params: Params) => toWireChat(needChat(world, params)),
    sendMessage,
    sendPhoto: (world: BotWorld, params: Params) => sendFile(world, params, 'photo'),
    sendDocument: (world: BotWorld, params: Params) => sendFile(world, params, 'document'),
    sendMediaGroup,
    editMessageText,
    sendChatAction: (world: BotWorld, params: Params) => {
      needChat(world, params);
      if (chatActions.has(textOf(params, 'action') ?? '')) return true;
      throw badRequest('wrong parameter action in request');
    },
    answerCallbackQuery: (_world: BotWorld, params: Params) => {
      if ((textOf(params, 'callback_query_id') ?? '') !== '') return true;
      throw badRequest('query is too old and response timeout expired or query ID is invalid');
    },
    setMyCommands,
    getMyCommands: (world: BotWorld, params: Params) => world.commands.get(scopeOf(params)) ?? [],
    deleteMyCommands: (world: BotWorld, params: Params) => {
      world.commands.delete(scopeOf(params));
      return true;
    },
    getUpdates,
    setWebhook,
    deleteWebhook,
    getWebhookInfo: describeWebhook,
  } satisfies Record<string, Method>).map(([name, run]): [string, Method] => [
    name.toLowerCase(),
    run,
  ]),
);

function setMyCommands(world: BotWorld, params: Params): Json {
  const commands = jsonOf(params, 'commands');
  if (!Array.isArray(commands) || commands.length > 100) {
    throw badRequest("can't parse BotCommand: expected an array of at most 100");
  }
  for (const each of commands as readonly Json[]) {
    const { command, description } = (each ?? {}) as { command?: Json; description?: Json };
    if (typeof command !== 'string' || !/^[a-z0-9_]{1,32}$/.test(command)) {
      throw badRequest('BOT_COMMAND_INVALID');
    }
    if (typeof description !== 'string' || description === '' || description.length > 256) {
      throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
    }
  }
  world.commands.set(scopeOf(params), commands as Json);
  return true;
}

function scopeOf(params: Params): string {
  const scope = jsonOf(params, 'scope') ?? { type: 'default' };
  return `${JSON.stringify(scope)} ${textOf(params, 'language_code') ?? ''}`;
}
