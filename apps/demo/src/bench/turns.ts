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
  const [ours = [], baseline = []] = await takeRounds([turns.ours, turns.baseline], turns);
  return { ours, baseline };
}

/** The same for any number of sides; gives the rounds' numbers of each, in the order of the sides. */
export async function takeRounds(
  sides: readonly (() => Promise<number>)[],
  { rounds, isWarmedUp }: Pick<Turns, 'rounds' | 'isWarmedUp'>,
): Promise<number[][]> {
  const measured = sides.map((): number[] => []);
  for (let round = isWarmedUp ? -1 : 0; round < rounds; round += 1) {
    for (const [at, measure] of sides.entries()) {
      const number = await measure();
      if (round >= 0) measured[at]?.push(number);
    }
  }
  return measured;
}
