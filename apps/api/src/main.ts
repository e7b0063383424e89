import { createClock } from '@ponte/clock';
import { createLogger } from '@ponte/logging';
import { readProcessEnv } from './env.ts';
import { startApi } from './start.ts';

const reading = readProcessEnv();
if ('problems' in reading) {
  process.stderr.write(
    `The api cannot start:\n${reading.problems.map((line) => `- ${line}`).join('\n')}\n`,
  );
  process.exit(2);
}
const { env } = reading;
const { timeScale: scale, timeOrigin: originMs } = env;
const clock = createClock({ scale, ...(originMs === undefined ? {} : { originMs }) });
const logger = createLogger({ service: 'api', level: env.logLevel, clock });

try {
  const api = await startApi({ env, clock, logger });
  const end = (): void => {
    void api.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
} catch (err) {
  logger.fatal({ err }, 'api.failed');
  process.exit(1);
}
