export interface Turns {
  readonly rounds: number;
  /** One measurement of ours; throws when its result is wrong. */
  readonly ours: () => Promise<number>;
  readonly baseline: () => Promise<number>;
  /** True measures each once before the rounds, for the compilers' sake. */
  readonly isWarmedUp: boolean;
}

/** Measures both sides in turns, so that whatever else the machine does hits both alike. */
export async function takeTurns(turns: Turns): Promise<{ ours: number[]; baseline: number[] }> {
  if (turns.isWarmedUp) {
    await turns.ours();
    await turns.baseline();
  }
  const ours: number[] = [];
  const baseline: number[] = [];
  for (let round = 0; round < turns.rounds; round += 1) {
    ours.push(await turns.ours());
    baseline.push(await turns.baseline());
  }
  return { ours, baseline };
}
