import type { InlineKeyboardMarkup } from 'grammy/types';
import { isVendorError } from '../http/vendor-error.ts';
import { MAX_PRESS_ANSWER_LENGTH } from './limits.ts';
import type { OnionApi } from './onion-api.ts';
import type { MessageButton, TelegramClient } from './operations.ts';

/** The answers to pressed buttons. They go to one person and pay the account's limit only. */
export function createPresses({ api }: { api: OnionApi }): Pick<TelegramClient, 'answerPress'> {
  return {
    answerPress: async ({ queryId, text }, calling = {}) => {
      const plan = { operation: 'answerPress', effect: 'idempotent', ...calling } as const;
      const shown = text.slice(0, MAX_PRESS_ANSWER_LENGTH).toWellFormed();
      try {
        await api.perform(plan, (raw) =>
          raw.answerCallbackQuery({ callback_query_id: queryId, text: shown }),
        );
        return 'answered';
      } catch (thrown) {
        if (isVendorError(thrown) && /query is too old|query id is invalid/i.test(thrown.message)) {
          return 'late';
        }
        throw thrown;
      }
    },
  };
}

/** Buttons in the form that Telegram wants under a message. */
export function toKeyboard(buttons: readonly (readonly MessageButton[])[]): InlineKeyboardMarkup {
  const inline_keyboard = buttons.map((row) =>
    row.map((button) =>
      'url' in button
        ? { text: button.text, url: button.url }
        : { text: button.text, callback_data: button.data },
    ),
  );
  return { inline_keyboard };
}
