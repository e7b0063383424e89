/**
 * The baseline of the load bench: the vendor's own npm client and its recommended way to read a
 * large list, `fetchList`.
 */
import { Agent } from 'node:http';
import { ApiVersion, B24Hook, ParamsFactory } from '@bitrix24/b24jssdk';
import { answerParent, readSetup } from '../child-side.ts';
import { createTally, type Read, type ReaderSetup, type ReadTask } from './reading.ts';

export type OfficialTalk = { read: { asked: ReadTask; told: Read } };

const { webhookUrl } = readSetup<ReaderSetup>();

const FREE = {
  ...ParamsFactory.getDefault(),
  rateLimit: { burstLimit: 1e9, drainRate: 1e9, adaptiveEnabled: false },
  operatingLimit: { windowMs: 600_000, limitMs: 1e12, heavyPercent: 100 },
  adaptiveConfig: { enabled: false, thresholdPercent: 100, coefficient: 0, maxDelay: 0 },
};

answerParent<OfficialTalk>({
  read: async ({ isLimited, atMost }) => {
    const sdk = connect(isLimited);
    const tally = createTally();
    const pages = sdk.actions.v2.fetchList.make<{ ID: string }>({
      method: 'crm.deal.list',
      params: { select: ['*', 'UF_*'] },
    });
    for await (const page of pages) {
      for (const { ID } of page) tally.add(ID);
      if (atMost > 0 && tally.deals >= atMost) break;
    }
    return tally.end();
  },
});

/** It takes https addresses only: each request is turned back to http just before it leaves. */
function connect(isLimited: boolean): B24Hook {
  const restrictionParams = isLimited ? ParamsFactory.getDefault() : FREE;
  const address = webhookUrl.replace(/^http:/, 'https:');
  const sdk = B24Hook.fromWebhookUrl(address, { restrictionParams });
  sdk.offClientSideWarning();
  const { defaults, interceptors } = sdk.getHttpClient(ApiVersion.v2).ajaxClient;
  defaults.proxy = false;
  defaults.httpAgent = new Agent({ keepAlive: true });
  interceptors.request.use((config) => {
    if (config.url !== undefined) config.url = config.url.replace(/^https:/, 'http:');
    return config;
  });
  return sdk;
}
