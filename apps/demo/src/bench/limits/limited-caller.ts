import { createClock } from '@ponte/clock';
import { createBitrix24, type Bitrix24Client } from '@ponte/connectors/bitrix24';
import { createLogger } from '@ponte/logging';
import { answerParent, readSetup } from '../child-side.ts';

export type CallerTalk = {
  /** A client is made and calls; the one before it is closed, as by a restart. */
  begin: { asked: object; told: object };
  failures: { asked: object; told: string[] };
};

export interface CallerSetup {
  readonly webhookUrl: string;
  readonly scale: number;
  readonly originMs: number;
  /** Where the limit is shared; absent: in this process only. */
  readonly redisUrl?: string;
}

/** More than one step of the limiter grants, so that no turn goes unused. */
const CALLERS = 24;
const FAILURES_TOLD = 5;

const { webhookUrl, scale, originMs, redisUrl } = readSetup<CallerSetup>();
const clock = createClock({ scale, originMs });
const logger = createLogger({ service: 'bench', level: 'info', clock });
const failures: string[] = [];

function open(): Bitrix24Client {
  const redis = redisUrl === undefined ? {} : { redis: { url: redisUrl } };
  return createBitrix24({ webhookUrl, account: 'bench', clock, logger, ...redis });
}

let client: Bitrix24Client | undefined;

/** Asks the portal for its time as fast as the client lets it; a closed client is let go of. */
async function callForever(): Promise<void> {
  for (;;) {
    const used = client;
    if (used === undefined) return;
    try {
      await used.getServerTime();
    } catch (error) {
      if (used === client && failures.length < FAILURES_TOLD) failures.push(String(error));
    }
  }
}

answerParent<CallerTalk>({
  begin: async () => {
    const old = client;
    client = open();
    for (let caller = 0; old === undefined && caller < CALLERS; caller += 1) {
      void callForever();
    }
    await old?.close();
    return {};
  },
  failures: () => Promise.resolve(failures),
});
