import type { Backend } from './backend.ts';

export interface PauseWatchOptions {
  backend: Backend;
  queueNames: readonly string[];
  isPaused: (integration: string) => boolean | Promise<boolean>;
  note: (error: unknown, fields?: Record<string, unknown>) => void;
}

const EVERY_MS = 2_000;

/**
 * Makes the queues' pauses equal to what the rows say, again and again: a store that lost
 * everything, or a person at Bull Board, must not let a paused integration run. Returns its stop.
 */
export function startPauseWatch(options: PauseWatchOptions): () => void {
  const { backend, queueNames, isPaused, note } = options;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const align = async (name: string): Promise<void> => {
    try {
      const [wanted, queue] = await Promise.all([isPaused(name), backend.queue(name)]);
      if ((await queue.isPaused()) === wanted) return;
      await (wanted ? queue.pause() : queue.resume());
    } catch (error) {
      note(error, { integration: name });
    }
  };
  const turn = async (): Promise<void> => {
    await Promise.all(queueNames.map(align));
    if (!isStopped) timer = setTimeout(() => void turn(), EVERY_MS);
  };
  void turn();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
