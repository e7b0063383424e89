/** Telegram's slice of the environment: the worker sends, everybody else only says whether it can. */
import { z } from 'zod';
import {
  findEnvValue,
  isLoopbackUrl,
  toEnvProblem,
  type EnvReading,
  type EnvSlice,
  type EnvValues,
  type EnvVariable,
} from '../env-slice.ts';

export type TelegramEnv =
  /** Notices are kept in their rows and told once there is a bot. */
  | { readonly enabled: false }
  | {
      readonly enabled: true;
      /** A secret: whoever has it is the bot. */
      readonly botToken: string;
      /** The first chat; more are rows. */
      readonly chatId: string | undefined;
      /** Without a closing slash. */
      readonly apiUrl: string;
    };

const BOT_TOKEN: EnvVariable = {
  name: 'TELEGRAM_BOT_TOKEN',
  purpose: 'the bot that tells people of notices and alerts, as @BotFather gave it',
  secret: true,
  example: '7000000001:AAinvented_invented_invented_inven',
};
const CHAT_ID: EnvVariable = {
  name: 'TELEGRAM_CHAT_ID',
  purpose: 'the first chat that is told of notices and alerts; groups have a negative number',
  secret: false,
  example: '-1001234567890',
};
const API_URL: EnvVariable = {
  name: 'TELEGRAM_API_URL',
  purpose: 'the Bot API’s address, where it is not https://api.telegram.org',
  secret: false,
  example: 'https://api.telegram.org',
};

const TOKEN = /^\d{6,12}:[A-Za-z0-9_-]{30,}$/;
const chatId = z.string().regex(/^-?\d{1,20}$/);

/** The whole slice. */
export const telegramEnv: EnvSlice<TelegramEnv> = {
  variables: [BOT_TOKEN, CHAT_ID, API_URL],
  read: readTelegramEnv,
};

function readTelegramEnv(env: EnvValues): EnvReading<TelegramEnv> {
  const token = findEnvValue(env, BOT_TOKEN);
  const chat = findEnvValue(env, CHAT_ID);
  const address = findEnvValue(env, API_URL) ?? 'https://api.telegram.org';
  const problems: string[] = [];
  if (token !== undefined && !TOKEN.test(token)) {
    problems.push(toEnvProblem(BOT_TOKEN, 'is not of the form number:letters'));
  }
  if (chat !== undefined && !chatId.safeParse(chat).success) {
    problems.push(toEnvProblem(CHAT_ID, 'is not a chat’s number'));
  }
  if (chat !== undefined && token === undefined) {
    problems.push(toEnvProblem(BOT_TOKEN, 'is missing while TELEGRAM_CHAT_ID is set'));
  }
  const url = URL.parse(address);
  if (url === null || (url.protocol !== 'https:' && !isLoopbackUrl(address))) {
    problems.push(toEnvProblem(API_URL, 'must begin with https://'));
  }
  if (problems.length > 0) return { problems };
  if (token === undefined) return { value: { enabled: false } };
  const apiUrl = address.replace(/\/+$/, '');
  return { value: { enabled: true, botToken: token, chatId: chat, apiUrl } };
}
