/** What Ponte asks of a Telegram bot, in its own words. */
import type { ChatGone } from './errors.ts';
import type { ReadUpdate } from './model.ts';

/** How a message ended where Telegram gave its word. */
export type SendOutcome =
  | { readonly state: 'sent'; readonly messageId: string }
  /** Not sent: this chat must rest until then (virtual time). */
  | { readonly state: 'rest'; readonly until: Date }
  /** Not sent: the group is a supergroup now, with this id. */
  | { readonly state: 'moved'; readonly to: string }
  /** Not sent: nothing can be sent there any more. */
  | { readonly state: 'gone'; readonly reason: ChatGone };

export interface Calling {
  readonly signal?: AbortSignal;
}

export interface FileToSend {
  readonly chatId: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
  /** HTML, at most 1,024 visible characters. */
  readonly captionHtml?: string;
}

export interface TelegramClient {
  /** Proves the token and that Telegram answers; sends nothing to anybody. */
  getMe(calling?: Calling): Promise<{ id: string; username: string }>;
  /**
   * Sends a text (HTML of Telegram's kind, at most 4,096 visible characters). It cannot be looked up
   * afterwards: a `VendorError` without `notApplied` leaves open whether it arrived.
   */
  sendMessage(
    message: { readonly chatId: string; readonly html: string },
    calling?: Calling,
  ): Promise<SendOutcome>;
  /** At most 10 MB; Telegram re-compresses it. */
  sendPhoto(file: FileToSend, calling?: Calling): Promise<SendOutcome>;
  /** At most 50 MB, untouched. */
  sendDocument(file: FileToSend, calling?: Calling): Promise<SendOutcome>;
  /** `unchanged` when it says that already. */
  editMessage(
    message: { readonly chatId: string; readonly messageId: string; readonly html: string },
    calling?: Calling,
  ): Promise<'edited' | 'unchanged'>;
  /** Waits up to `waitSeconds` (virtual) for updates with this id or a later one. */
  readUpdates(
    question: { readonly offset: number; readonly waitSeconds: number },
    calling?: Calling,
  ): Promise<{ updates: ReadUpdate[]; nextOffset: number }>;
  /** The commands that Telegram offers while somebody types. */
  setCommands(
    commands: readonly { readonly command: string; readonly description: string }[],
    calling?: Calling,
  ): Promise<void>;
  close(): Promise<void>;
}
