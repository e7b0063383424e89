import type { FieldControlClient } from '@ponte/connectors/fieldcontrol';
import type { FieldIntents, Tenure } from '../field-intents.ts';
import type { DueDelivery, PushPorts } from '../ports.ts';
import type { DraftFacts } from '../rules/to-drafts.ts';
import type { FieldSettings } from '../settings.ts';

/** One delivery on its way, with everything its steps need. */
export interface PushWork {
  readonly ports: PushPorts;
  readonly account: string;
  readonly runId: string;
  readonly due: DueDelivery;
  readonly facts: DraftFacts;
  readonly settings: FieldSettings;
  /** Of the customer: its own writes and those of its places. */
  readonly tenure: Tenure;
  /** The writes of the card's requests. */
  readonly requests: FieldIntents;
  readonly field: FieldControlClient;
  /** Pushes go before sweeps. */
  readonly options: { readonly level: 'live'; readonly signal: AbortSignal };
  now(): Date;
}
