import type { StatusWord } from './status.ts';

export interface StateFacts {
  readonly isPaused: boolean;
  readonly troubles: readonly { state: 'failed' | 'waiting'; errorKind: string | null }[];
  readonly active: number;
  readonly waiting: number;
  readonly held: number;
}

/** The one word for an integration: the worst thing that a person should know first. Pure. */
export function decideState(facts: StateFacts): StatusWord {
  const { isPaused, troubles, active, waiting, held } = facts;
  if (isPaused) return 'paused';
  if (troubles.some(({ state }) => state === 'failed')) return 'failed';
  if (troubles.some(({ errorKind }) => errorKind === 'rate_limited')) return 'waiting for limit';
  if (troubles.length > 0) return 'waiting';
  if (active > 0) return 'running';
  if (waiting > 0) return 'waiting';
  return held > 0 ? 'done with problems' : 'done';
}
