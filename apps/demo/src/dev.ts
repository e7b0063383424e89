import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { watchLaunchers } from '@ponte/fakes/watch-launchers';
import { startCluster } from './cluster/start-cluster.ts';
import { openPortalScreen } from './play/portal.ts';

/**
 * `npm run dev`: api and worker restart when their sources change, against the fake vendors and a
 * database that stays between runs in `.ponte/dev`.
 */
const dataDir = join(fileURLToPath(new URL('../../../', import.meta.url)), '.ponte', 'dev');
const say = (text: string): void => void process.stderr.write(`${text}\n`);

try {
  const onStep = (step: string): void => say(`starting ${step}`);
  const cluster = await startCluster({ seed: 1, dataDir, watches: true, onStep });
  const screen = openPortalScreen(cluster.fakes.vendors.bitrix24.control);
  await screen.act('set-event-handler', { url: `${cluster.url}/webhook/bitrix24` });
  say(`\nstatus page    ${cluster.url}/`);
  if (cluster.setupUrl !== undefined) say(`first login    ${cluster.setupUrl}`);
  say(`portal screen  ${cluster.fakes.vendors.bitrix24.control}  (POST /act, GET /state)`);
  const stop = (): void => void cluster.stop().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  watchLaunchers(stop);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
