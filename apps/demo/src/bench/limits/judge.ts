import { startChild } from '../child.ts';
import type { JudgeAddresses, JudgeSetup, JudgeTalk } from './judging-portal.ts';

/** What the portal's own leaky bucket says. */
export interface Verdict {
  readonly requests: number;
  readonly refusals: number;
  /** The highest level that the bucket of 50 had. */
  readonly maxBucketLevel: number;
}

export interface Judge extends JudgeAddresses {
  /** Others use the bucket up: one request too early is refused. */
  fill(): Promise<void>;
  read(): Promise<Verdict>;
  /** What a person does at the portal's screen. */
  act(verb: string, fields: object): Promise<void>;
  /** Its deals by rising id. */
  listDeals(): Promise<readonly { readonly ID: string; readonly DATE_CREATE: string }[]>;
  stop(): Promise<void>;
}

/** What a standard portal holds (b24restdocs limits.md). */
const FULL = 50;

/** Starts a portal of the standard plan. */
export async function startJudge(setup: JudgeSetup): Promise<Judge> {
  const child = await startChild<JudgeTalk>(new URL('judging-portal.ts', import.meta.url), setup);
  const addresses = await child.ask('addresses', {});
  const { control } = addresses;
  const act = async (verb: string, fields: object): Promise<void> => {
    const body = JSON.stringify({ do: verb, ...fields });
    const answer = await fetch(`${control}/act`, { method: 'POST', body });
    if (!answer.ok) throw new Error(`The fake refused /act: ${await answer.text()}`);
  };
  const ask = async (path: string): Promise<unknown> => (await fetch(control + path)).json();
  return {
    ...addresses,
    fill: () => act('set-bucket-level', { level: FULL }),
    read: async () => (await ask('/counters')) as Verdict,
    act,
    listDeals: async () => {
      const state = await ask('/state?deals=1&fields=ID,DATE_CREATE');
      return (state as { deals: { ID: string; DATE_CREATE: string }[] }).deals;
    },
    stop: () => child.stop(),
  };
}
