import { startProcess } from './cluster/process.ts';

/** `npm start`: api and worker as the environment configures them. One ends, both end. */
const processes = [
  startProcess({ app: 'api', env: {} }),
  startProcess({ app: 'worker', env: {} }),
];

const stopAll = async (): Promise<void> => {
  await Promise.all(processes.map((one) => one.stop()));
};
let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    isStopping = true;
    void stopAll();
  });
}
await Promise.race(processes.map(({ ended }) => ended));
if (!isStopping) {
  process.exitCode = 1;
  await stopAll();
}
