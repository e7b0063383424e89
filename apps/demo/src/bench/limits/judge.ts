import { startChild } from '../child.ts';
import type { JudgeSetup, JudgeTalk } from './judging-portal.ts';

/** What the portal's own leaky bucket says. */
export interface Verdict {
  readonly requests: number;
  readonly refusals: number;
  /** The highest level that the bucket of 50 had. */
  readonly maxBucketLevel: number;
}

export interface Judge {
  readonly webhookUrl: string;
  /** Others use the bucket up: one request too early is refused. */
  fill(): Promise<void>;
  read(): Promise<Verdict>;
  stop(): Promise<void>;
}

/** What a standard portal holds (b24restdocs limits.md). */
const FULL = 50;

/** Starts a portal of the standard plan. */
export async function startJudge(setup: JudgeSetup): Promise<Judge> {
  const child = await startChild<JudgeTalk>(new URL('judging-portal.ts', import.meta.url), setup);
  const { webhookUrl, control } = await child.ask('addresses', {});
  return {
    webhookUrl,
    fill: async () => {
      const answer = await fetch(`${control}/act`, {
        method: 'POST',
        body: JSON.stringify({ do: 'set-bucket-level', level: FULL }),
      });
      if (!answer.ok) throw new Error(`The fake refused /act: ${await answer.text()}`);
    },
    read: async () => (await (await fetch(`${control}/counters`)).json()) as Verdict,
    stop: () => child.stop(),
  };
}
