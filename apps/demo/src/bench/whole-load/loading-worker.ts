import { readFileSync } from 'node:fs';
import { createClock } from '@ponte/clock';
import { createLogger } from '@ponte/logging';
import { readWorkerEnv } from '@ponte/worker/env';
import { startWorker } from '@ponte/worker/start';
import { answerParent, readSetup } from '../child-side.ts';

export interface WorkerSetup {
  readonly databaseUrl: string;
  readonly webhookUrl: string;
}

/** What this process has used since it started. */
export interface Usage {
  readonly cpuSeconds: number;
  /** The most memory it ever had. */
  readonly peakMb: number;
}

export type WorkerTalk = { usage: { asked: object; told: Usage } };

/** A whole worker, as `npm start` would start it. */
const { databaseUrl, webhookUrl } = readSetup<WorkerSetup>();
const reading = readWorkerEnv({
  DATABASE_URL: databaseUrl,
  LOG_LEVEL: 'info',
  BITRIX24_WEBHOOK_URL: webhookUrl,
  BITRIX24_PLAN: 'enterprise',
});
if ('problems' in reading) throw new Error(reading.problems.join('\n'));

const { env } = reading;
const clock = createClock();
const logger = createLogger({ service: 'worker', level: env.logLevel, clock });
const worker = startWorker({ env, clock, logger });
await worker.ready;
answerParent<WorkerTalk>({ usage: () => Promise.resolve(readUsage()) });

function readUsage(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpuSeconds: (user + system) / 1_000_000, peakMb: readPeakMb() };
}

/** VmHWM of Linux; elsewhere what Node knows. */
function readPeakMb(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1_024;
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Number(kilobytes) / 1_024;
}
