import { startBitrix24Fake } from '@ponte/fakes/start';
import { answerParent, readSetup } from '../child-side.ts';

export interface JudgeSetup {
  readonly scale: number;
  readonly originMs: number;
  /** Deals it has; none when absent. */
  readonly deals?: number;
}

export interface JudgeAddresses {
  readonly webhookUrl: string;
  readonly control: string;
  readonly domain: string;
  readonly applicationToken: string;
}

export type JudgeTalk = { addresses: { asked: object; told: JudgeAddresses } };

/** The fake in a process of its own, on the run's virtual clock. */
const { deals = 0, ...time } = readSetup<JudgeSetup>();
const fake = await startBitrix24Fake({
  ...{ scenario: { deals }, time },
  // What events wait for on their way is the vendor's; what is measured is ours.
  events: { minDelayMs: 0, maxDelayMs: 0 },
});
const { webhookUrl, control, domain, applicationToken } = fake;
const addresses: JudgeAddresses = { webhookUrl, control, domain, applicationToken };
answerParent<JudgeTalk>({ addresses: () => Promise.resolve(addresses) });
