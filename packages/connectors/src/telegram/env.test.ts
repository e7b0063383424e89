import { expect, test } from 'vitest';
import { telegramEnv } from './env.ts';

const token = '7000000001:AAcanary_canary_canary_canary_cana';

test('without a token there is no bot and no problem', () => {
  expect(telegramEnv.read({ TELEGRAM_BOT_TOKEN: ' ' })).toEqual({ value: { enabled: false } });
});

test('a token is enough, a chat may come', () => {
  expect(telegramEnv.read({ TELEGRAM_BOT_TOKEN: token })).toEqual({
    value: {
      ...{ enabled: true, botToken: token, chatId: undefined },
      apiUrl: 'https://api.telegram.org',
    },
  });
  const env = {
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_CHAT_ID: '-1001',
    TELEGRAM_API_URL: 'http://127.0.0.1:8081/',
  };
  expect(telegramEnv.read(env)).toMatchObject({
    value: { chatId: '-1001', apiUrl: 'http://127.0.0.1:8081' },
  });
});

test.each([
  [{ TELEGRAM_BOT_TOKEN: 'canary' }, 'TELEGRAM_BOT_TOKEN is not of the form'],
  [{ TELEGRAM_BOT_TOKEN: token, TELEGRAM_CHAT_ID: 'canary' }, 'TELEGRAM_CHAT_ID is not a chat’s'],
  [{ TELEGRAM_CHAT_ID: '1' }, 'TELEGRAM_BOT_TOKEN is missing'],
  [{ TELEGRAM_API_URL: 'http://canary.example' }, 'TELEGRAM_API_URL must begin with https://'],
])('%# what is wrong is told without its value', (env, words) => {
  const reading = telegramEnv.read(env);
  const problems = 'problems' in reading ? reading.problems.join('\n') : '';
  expect(problems).toContain(words);
  expect(problems).not.toContain('canary');
});
