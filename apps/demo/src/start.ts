import { watchLaunchers } from '@ponte/fakes/watch-launchers';
import { startProcess } from './cluster/process.ts';

/** `npm start`: api and worker as the environment configures them. One ends, both end. */
const processes = [startProcess({ app: 'api', env: {} }), startProcess({ app: 'worker', env: {} })];

const stopAll = async (): Promise<void> => {
  await Promise.all(processes.map((one) => one.stop()));
};
let isStopping = false;
const stop = (): void => {
  isStopping = true;
  void stopAll();
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
// npm does not pass signals on to what it started.
watchLaunchers(stop);
await Promise.race(processes.map(({ ended }) => ended));
if (!isStopping) {
  process.exitCode = 1;
  await stopAll();
}
