import { startChild, type Child, type Talk } from '../child.ts';
import type { Judge } from './judge.ts';

/** Where one installation's processes find what they need, and how fast time runs. */
export interface InstallationSetup {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly webhookUrl: string;
  readonly domain: string;
  readonly applicationToken: string;
  readonly scale: number;
  readonly originMs: number;
}

/** An api and two workers, each in a process of its own; the portal posts its events to the api. */
export interface Installation {
  stop(): Promise<void>;
}

/** Starts it; resolves when the workers take jobs. */
export async function startInstallation(
  judge: Judge,
  setup: InstallationSetup,
): Promise<Installation> {
  const api = await startChild<Talk>(new URL('installed-api.ts', import.meta.url), setup);
  const worker = (): Promise<Child<Talk>> =>
    startChild<Talk>(new URL('installed-worker.ts', import.meta.url), setup);
  const workers = await Promise.all([worker(), worker()]);
  await judge.act('set-event-handler', { url: `http://127.0.0.1:${api.port}/webhook/bitrix24` });
  return {
    stop: async () => {
      await Promise.all([api, ...workers].map((child) => child.stop()));
    },
  };
}
