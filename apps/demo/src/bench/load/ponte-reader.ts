import { createClock } from '@ponte/clock';
import { createBitrix24, type Bitrix24Client } from '@ponte/connectors/bitrix24';
import { createLogger } from '@ponte/logging';
import { answerParent, readSetup } from '../child-side.ts';
import { readByRanges } from './read-by-ranges.ts';
import { createTally, type Read, type ReaderSetup, type ReadTask } from './reading.ts';

export type PonteTalk = { read: { asked: ReadTask; told: Read } };

const FREE = { http: { limit: { burst: 1e6, perSecond: 1_000 } } } as const;

const { webhookUrl } = readSetup<ReaderSetup>();
const clock = createClock();
// To standard output, as in production; the parent has sent that to nowhere.
const logger = createLogger({ service: 'bench', level: 'info', clock });

const open = (options: object): Bitrix24Client =>
  createBitrix24({ webhookUrl, account: 'bench', clock, logger, ...options });

// The limiter begins with nothing, because nobody knows what was sent before; that is not measured
// where the limits are off.
const free = open(FREE);
await free.getServerTime({ level: 'bulk' });

answerParent<PonteTalk>({
  read: async ({ isLimited, atMost }) => {
    const client = isLimited ? open({}) : free;
    const tally = createTally();
    await readByRanges(client, (rows) => {
      for (const row of rows) {
        if (!row.ok) throw new Error(`A deal could not be read: ${row.problem}`);
        tally.add(row.id);
      }
      return atMost === 0 || tally.deals < atMost;
    });
    const read = tally.end();
    if (isLimited) await client.close();
    return read;
  },
});
