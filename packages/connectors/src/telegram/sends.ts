import { InputFile } from 'grammy';
import { isVendorError } from '../http/vendor-error.ts';
import { findChatGone, findNewChat } from './errors.ts';
import { FILE_TIMEOUT_MS } from './limits.ts';
import { sentMessage } from './model.ts';
import type { CallPlan, OnionApi } from './onion-api.ts';
import type { Calling, FileToSend, SendOutcome, TelegramClient } from './operations.ts';
import { checkAnswer } from './reads.ts';
import type { Turns } from './turns.ts';

type Sends = Pick<TelegramClient, 'sendMessage' | 'sendPhoto' | 'sendDocument' | 'editMessage'>;

/** Operations that people see. Each pays its chat's limit and the account's. */
export function createSends(tools: { account: string; api: OnionApi; turns: Turns }): Sends {
  const { account, api, turns } = tools;

  /** What Telegram says for certain is an outcome; everything else is thrown. */
  async function send(
    chatId: string,
    plan: CallPlan,
    call: Parameters<OnionApi['perform']>[1],
  ): Promise<SendOutcome> {
    try {
      const answer = await turns.inChat(chatId, toTurn(plan), () => api.perform(plan, call));
      const place = { account, operation: plan.operation };
      return { state: 'sent', messageId: checkAnswer(sentMessage, answer, place).message_id };
    } catch (thrown) {
      const outcome = toOutcome(thrown);
      if (outcome === undefined) throw thrown;
      return outcome;
    }
  }

  const sendFile = (
    operation: 'sendPhoto' | 'sendDocument',
    { chatId, fileName, bytes, captionHtml }: FileToSend,
    calling: Calling = {},
  ): Promise<SendOutcome> => {
    const file = new InputFile(bytes, fileName);
    const rest = {
      chat_id: chatId,
      ...(captionHtml === undefined ? {} : ({ caption: captionHtml, parse_mode: 'HTML' } as const)),
    };
    const plan = { operation, effect: 'create', timeoutMs: FILE_TIMEOUT_MS, ...calling } as const;
    return send(chatId, plan, (raw) =>
      operation === 'sendPhoto'
        ? raw.sendPhoto({ ...rest, photo: file })
        : raw.sendDocument({ ...rest, document: file }),
    );
  };

  return {
    sendMessage: ({ chatId, html }, calling = {}) =>
      send(chatId, { operation: 'sendMessage', effect: 'create', ...calling }, (raw) =>
        raw.sendMessage({
          chat_id: chatId,
          text: html,
          parse_mode: 'HTML',
          link_preview_options: { is_disabled: true },
        }),
      ),
    sendPhoto: (file, calling) => sendFile('sendPhoto', file, calling),
    sendDocument: (file, calling) => sendFile('sendDocument', file, calling),
    editMessage: async ({ chatId, messageId, html }, calling = {}) => {
      const plan = { operation: 'editMessage', effect: 'idempotent', ...calling } as const;
      try {
        await turns.inChat(chatId, toTurn(plan), () =>
          api.perform(plan, (raw) =>
            raw.editMessageText({
              chat_id: chatId,
              message_id: Number(messageId),
              text: html,
              parse_mode: 'HTML',
            }),
          ),
        );
        return 'edited';
      } catch (thrown) {
        if (isVendorError(thrown) && thrown.message.includes('message is not modified')) {
          return 'unchanged';
        }
        throw thrown;
      }
    },
  };
}

function toTurn({ operation, level = 'live', signal }: CallPlan): Parameters<Turns['inChat']>[1] {
  return { operation, level, signal };
}

function toOutcome(thrown: unknown): SendOutcome | undefined {
  if (!isVendorError(thrown)) return undefined;
  if (thrown.kind === 'rate_limited' && thrown.retryAt !== undefined) {
    return { state: 'rest', until: thrown.retryAt };
  }
  const to = findNewChat(thrown.code);
  if (to !== undefined) return { state: 'moved', to };
  const reason = findChatGone(thrown.code);
  return reason === undefined ? undefined : { state: 'gone', reason };
}
