import { startBitrix24Fake } from '@ponte/fakes/start';
import { answerParent } from '../child-side.ts';

export type PortalTalk = {
  addresses: { asked: object; told: { webhookUrl: string; control: string } };
};

/** The fake in a process of its own; the bench moves it by its control port. */
const { webhookUrl, control } = await startBitrix24Fake({
  scenario: 'empty',
  time: { scale: 1, originMs: Date.now() },
});
answerParent<PortalTalk>({ addresses: () => Promise.resolve({ webhookUrl, control }) });
