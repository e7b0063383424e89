import { createHmac } from 'node:crypto';

/** Enough that two chats of one bot never meet. */
const LENGTH = 16;

/**
 * Names chats so that the name tells nobody which chat it is: a chat id is a person's own number, and
 * short enough to be guessed from a plain hash.
 */
export function createChatAlias(botToken: string): (chatId: string) => string {
  return (chatId) => createHmac('sha256', botToken).update(chatId).digest('hex').slice(0, LENGTH);
}
