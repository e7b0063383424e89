import { setTimeout as wait } from 'node:timers/promises';

const READY_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 200;

/** Resolves when the api says that it is ready; rejects when a process ends or a minute is over. */
export async function awaitReady(url: string, broken: Promise<string>): Promise<void> {
  let ending: string | undefined;
  void broken.then((sentence) => (ending = sentence));
  const until = performance.now() + READY_WITHIN_MS;
  while (performance.now() < until) {
    if (ending !== undefined) throw new Error(ending);
    if (await isReady(url)) return;
    await wait(ASK_EVERY_MS);
  }
  throw new Error(`The api at ${url} was not ready within a minute. Look at its log.`);
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/readyz`);
    return answer.ok;
  } catch {
    return false;
  }
}
