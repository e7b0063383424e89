import { createClock } from '@ponte/clock';
import { createBitrix24 } from '@ponte/connectors/bitrix24';
import { createLogger } from '@ponte/logging';
import { answerParent, readSetup } from '../child-side.ts';
import { readByRanges } from '../load/read-by-ranges.ts';
import type { InstallationSetup } from './installation.ts';

export type SecondLoadTalk = {
  /** Reads everything again and again until the process ends. */
  begin: { asked: object; told: object };
  read: { asked: object; told: { deals: number; failures: readonly string[] } };
};

const FAILURES_TOLD = 5;

/**
 * Another load of the same account, under the same limit in Redis. One account has one load at a
 * time, so this one is the connector's and the plan's alone: what it reads is thrown away.
 */
const { redisUrl, webhookUrl, scale, originMs } = readSetup<InstallationSetup>();
const clock = createClock({ scale, originMs });
const logger = createLogger({ service: 'bench', level: 'info', clock });
const redis = { url: redisUrl };
const client = createBitrix24({ webhookUrl, account: 'default', clock, logger, redis });
const failures: string[] = [];
let deals = 0;

async function readForever(): Promise<void> {
  for (;;) {
    try {
      await readByRanges(client, (rows) => {
        deals += rows.length;
        return true;
      });
    } catch (error) {
      if (failures.length < FAILURES_TOLD) failures.push(String(error));
    }
  }
}

answerParent<SecondLoadTalk>({
  begin: () => {
    void readForever();
    return Promise.resolve({});
  },
  read: () => Promise.resolve({ deals, failures }),
});
