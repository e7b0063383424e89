import { startBitrix24Fake } from '@ponte/fakes/start';
import { answerParent, readSetup } from '../child-side.ts';

export interface JudgeSetup {
  readonly scale: number;
  readonly originMs: number;
}

export type JudgeTalk = {
  addresses: { asked: object; told: { webhookUrl: string; control: string } };
};

/** The fake in a process of its own, on the run's virtual clock. */
const { webhookUrl, control } = await startBitrix24Fake({
  scenario: 'empty',
  time: readSetup<JudgeSetup>(),
});
answerParent<JudgeTalk>({ addresses: () => Promise.resolve({ webhookUrl, control }) });
