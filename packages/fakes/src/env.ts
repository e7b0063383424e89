/** How the virtual clock of a run is set. */
export interface TimeSettings {
  /** Virtual milliseconds in one real millisecond. */
  scale: number;
  /** Real epoch milliseconds at which virtual and real time were equal. */
  originMs: number;
}

/**
 * Reads PONTE_TIME_SCALE and PONTE_TIME_ORIGIN: the same two that every process of a scaled run
 * gets. Throws a sentence when one is no positive number.
 */
export function readTimeSettings(env: NodeJS.ProcessEnv = process.env): TimeSettings {
  return {
    scale: readPositive(env, 'PONTE_TIME_SCALE', 1),
    originMs: readPositive(env, 'PONTE_TIME_ORIGIN', Date.now()),
  };
}

function readPositive(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`${name} must be a positive number, not "${text}". Unset it for real time.`);
}

/** True when a script runner (npm, pnpm) started this process. */
export function isRunByScript(env: NodeJS.ProcessEnv = process.env): boolean {
  return env['npm_lifecycle_event'] !== undefined;
}
