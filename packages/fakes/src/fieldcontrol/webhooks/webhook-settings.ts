/** Where an account sends its webhooks (panel: "Webhooks integração"). */
export interface Webhook {
  readonly url: string;
  /** Both or neither: "com autenticação" sends them as Basic. */
  readonly username?: string;
  readonly password?: string;
  /** Event names; all of them when left out. */
  readonly events?: readonly string[];
}

/** How deliveries travel. All times are virtual; every n-th counts deliveries, 0 = never. */
export interface DeliverySettings {
  minDelayMs: number;
  maxDelayMs: number;
  /** False posts one after the other, in the order things happened. */
  reorders: boolean;
  /** Every n-th event is never sent. */
  withholdEvery: number;
  /** Every n-th event comes twice with two delivery ids. */
  duplicateEvery: number;
  /** Every n-th delivery comes again with its own delivery id and bytes. */
  repeatEvery: number;
  /** Posts of one delivery until it is answered with 2xx; the vendor's policy is not known. */
  attempts: number;
  /** Wait before the next post of an unanswered delivery. */
  repeatMs: number;
}

/** Prompt, in order, each once. */
export function initialDeliverySettings(): DeliverySettings {
  return {
    minDelayMs: 0,
    maxDelayMs: 0,
    reorders: false,
    withholdEvery: 0,
    duplicateEvery: 0,
    repeatEvery: 0,
    attempts: 1,
    repeatMs: 30_000,
  };
}

/** Events whose names were seen on the wire, and those that follow their pattern. */
export const webhookEvents = [
  'ticket-created',
  'ticket-accepted',
  'ticket-canceled',
  'order-created',
  'order-updated',
  'task-created',
  'task-updated',
  'task-started',
  'task-hindered',
  'task-completed',
  'task-route-started',
  'comment-created',
] as const;
export type WebhookEvent = (typeof webhookEvents)[number];
