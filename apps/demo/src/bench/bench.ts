import type { Figure } from './figures.ts';
import type { Stores } from './stores.ts';

export interface BenchTask {
  readonly stores: Stores;
  readonly rounds: number;
  /** Everything once and short. */
  readonly isQuick: boolean;
  /** Also what takes many minutes. */
  readonly isFull: boolean;
  /** What is going on, for the person who waits. */
  readonly say: (line: string) => void;
}

/** Measures one matter; throws `WrongResult` when what it measured did not do its work. */
export type Bench = (task: BenchTask) => Promise<Figure[]>;

export type BackendKind = 'postgres' | 'redis';

/** The stores a queue can live in on this machine. */
export function listBackends({ redis }: Stores): BackendKind[] {
  return redis === undefined ? ['postgres'] : ['postgres', 'redis'];
}
