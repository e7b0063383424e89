import { ControlRefusal } from '../control/control-refusal.ts';
import { readInput, type InputReader } from '../control/read-input.ts';
import type { Json, JsonObject } from '../json.ts';
import { addChat, type BotWorld, type Chat } from './bot-world.ts';
import { addMessage, botUser, toWireChat, toWireMessage } from './chats.ts';
import { addUpdate } from './updates.ts';

interface Act {
  readonly takes: readonly string[];
  run(world: BotWorld, input: InputReader): Json;
}

const acts: Readonly<Record<string, Act>> = {
  /** A person writes into a chat: `{"do":"write","chat":1001,"text":"/status"}`. */
  write: {
    takes: ['chat', 'text', 'from'],
    run: (world, input) => {
      const chat = needChat(world, input);
      const text = input.text('text');
      const message = addMessage(world, chat, { text, fromBot: false });
      const length = /^\/\S+/.exec(text)?.[0].length;
      return addUpdate(world, chat.type === 'channel' ? 'channel_post' : 'message', {
        ...(toWireMessage(world, chat, message) as JsonObject),
        from: toPerson(input, chat),
        ...(length === undefined ? {} : { entities: [{ type: 'bot_command', offset: 0, length }] }),
      });
    },
  },
  /** A person presses a button under a message. */
  'press-button': {
    takes: ['chat', 'messageId', 'data', 'from'],
    run: (world, input) => {
      const chat = needChat(world, input);
      const id = input.integer('messageId');
      const message = chat.messages.find(({ messageId }) => messageId === id);
      if (!message) throw new ControlRefusal(`press-button: chat ${chat.id} has no message ${id}.`);
      return addUpdate(world, 'callback_query', {
        id: `${world.nextUpdateId}`,
        from: toPerson(input, chat),
        message: toWireMessage(world, chat, message),
        chat_instance: `${chat.id}`,
        data: input.text('data'),
      });
    },
  },
  'add-chat': {
    takes: ['chat', 'type', 'title'],
    run: (world, input) => {
      const type = input.oneOf('type', ['private', 'group', 'supergroup', 'channel']);
      const title = input.optionalText('title') ?? 'Chat';
      return describeChat(addChat(world, { id: input.integer('chat'), type, title }));
    },
  },
  'block-bot': { takes: ['chat'], run: (world, input) => close(world, input, 'blocked') },
  'kick-bot': { takes: ['chat'], run: (world, input) => close(world, input, 'kicked') },
  'delete-group': { takes: ['chat'], run: (world, input) => close(world, input, 'deleted') },
  'unblock-bot': { takes: ['chat'], run: (world, input) => close(world, input, null) },
  /** The vendor forgets a chat: `chat not found` from now on. */
  'forget-chat': {
    takes: ['chat'],
    run: (world, input) => ({ forgotten: world.chats.delete(needChat(world, input).id) }),
  },
  /** A group becomes a supergroup with another id. */
  migrate: {
    takes: ['chat', 'to'],
    run: (world, input) => {
      const chat = needChat(world, input);
      const to = input.has('to') ? input.integer('to') : -1_000_000_000_000 + chat.id;
      const next = addChat(world, { id: to, type: 'supergroup', title: chat.title });
      chat.migratedTo = to;
      return describeChat(next);
    },
  },
  /** The owner makes a new token in BotFather: the old one is worth nothing. */
  'revoke-token': {
    takes: [],
    run: (world) => {
      world.isRevoked = true;
      return { revoked: true };
    },
  },
  'restore-token': {
    takes: [],
    run: (world) => {
      world.isRevoked = false;
      return { revoked: false };
    },
  },
  /** The same update once more, as the vendor does when a webhook answered too late. */
  'repeat-update': {
    takes: ['updateId'],
    run: (world, input) => {
      const id = input.integer('updateId');
      const known = world.updates.find((update) => update.update_id === id);
      world.updates.push(known ?? { update_id: id, message: null });
      world.wakePoll?.();
      return { updateId: id };
    },
  },
};

/** Runs one POST /act body {do, …}. Refuses unknown verbs and fields by saying which there are. */
export function runAct(world: BotWorld, body: JsonObject): Json {
  const verb = typeof body['do'] === 'string' ? body['do'] : '';
  const act = acts[verb];
  if (!act) {
    throw new ControlRefusal(
      `/act takes {"do": verb, …} with one of these verbs: ${Object.keys(acts).join(', ')}.`,
    );
  }
  const input = readInput(body, verb);
  input.only('do', ...act.takes);
  return act.run(world, input);
}

/** A chat as GET /state shows it. */
export function describeChat(chat: Chat): JsonObject {
  return { ...chat, messages: chat.messages.map((message) => ({ ...message })) };
}

function needChat(world: BotWorld, input: InputReader): Chat {
  const id = input.integer('chat');
  const chat = world.chats.get(id);
  if (chat) return chat;
  const known = [...world.chats.keys()].join(', ');
  throw new ControlRefusal(`There is no chat ${id}. There are: ${known}; add-chat makes one.`);
}

function close(world: BotWorld, input: InputReader, closed: Chat['closed']): Json {
  const chat = needChat(world, input);
  chat.closed = closed;
  if (closed === 'deleted') return describeChat(chat);
  const status = closed === null ? 'member' : 'kicked';
  addUpdate(world, 'my_chat_member', {
    chat: toWireChat(chat),
    date: Math.floor(world.clock.nowMs() / 1_000),
    new_chat_member: { user: botUser(world), status },
  });
  return describeChat(chat);
}

function toPerson(input: InputReader, chat: Chat): JsonObject {
  const id = input.has('from') ? input.integer('from') : Math.abs(chat.id);
  return { id, is_bot: false, first_name: `Person ${id}`, language_code: 'ru' };
}
