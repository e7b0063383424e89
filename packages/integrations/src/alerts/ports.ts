import type { ChatGone, SendOutcome, TelegramClient } from '@ponte/connectors/telegram';
import type { NoticeParts } from './rules/to-message-html.ts';
import type { AlertPlan, TroubleFacts } from './rules/error-group.ts';

/** A message that may be sent now. */
export interface MessageToSend {
  readonly id: string;
  readonly chatId: string;
  /** Of the notice: `invoice:<Ref_Key>`. */
  readonly key: string;
  readonly parts: NoticeParts;
  /** Whether its chat's members may press buttons. */
  readonly mayAct: boolean;
}

/** What becomes of a message and its chat. */
export interface MessageEnding {
  readonly state: 'sent' | 'due' | 'unknown' | 'refused' | 'dropped';
  readonly vendorId?: string;
  readonly reason?: 'maybe-sent' | 'message-refused' | ChatGone;
  /** One masked sentence, for whoever finds it held. */
  readonly detail?: string;
  readonly chat?:
    | { readonly do: 'rest'; readonly until: Date }
    | { readonly do: 'move'; readonly to: string }
    | { readonly do: 'disable'; readonly reason: ChatGone };
}

/** How a send ended: Telegram's own word, or what was thrown instead. */
export type SendEnd =
  | { readonly outcome: SendOutcome }
  | {
      readonly failure: {
        readonly kind: string;
        readonly notApplied: boolean;
        readonly message: string;
      };
    };

export interface DeliverPorts {
  /** Undefined while no bot is configured: notices are kept. */
  findBot(account: string): Pick<TelegramClient, 'getMe' | 'sendMessage'> | undefined;
  /**
   * Makes messages of waiting notices, and puts in front of a person what a dead run may have sent.
   * Gives the number of both.
   */
  prepare(account: string, runId: string): Promise<{ spread: number; unknown: number }>;
  listDue(account: string, limit: number): Promise<MessageToSend[]>;
  /** Commits the intent; undefined when another run has the message. */
  claim(
    account: string,
    message: MessageToSend,
    runId: string,
  ): Promise<{ attempt: number } | undefined>;
  /** Message, intent, chat and hold in one transaction. */
  settle(ended: {
    account: string;
    runId: string;
    message: MessageToSend;
    attempt: number;
    ending: MessageEnding;
  }): Promise<void>;
  /** Virtual milliseconds until something is left to do; undefined when nothing is. */
  findNextInMs(account: string): Promise<number | undefined>;
  /** Reads a thrown vendor error; undefined for anything else. */
  readFailure(thrown: unknown): Extract<SendEnd, { failure: unknown }>['failure'] | undefined;
}

export type Mail = 'news' | 'messages';

export interface WatchPorts {
  now(): Date;
  /** What the rows show now, and what people were told. */
  readFacts(account: string): Promise<TroubleFacts>;
  /** Groups, notices and ended mutes in one transaction. */
  savePlan(account: string, plan: AlertPlan): Promise<void>;
  /** What waits: news that is to be spread, else messages that have their time; undefined: nothing. */
  findMail(account: string): Promise<Mail | undefined>;
  ringDelivery(account: string, mail: Mail): Promise<void>;
}
