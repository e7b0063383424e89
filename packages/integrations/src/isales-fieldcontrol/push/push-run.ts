import type { Tenure, TenureOf } from '../field-intents.ts';
import type { PushPorts } from '../ports.ts';
import type { FieldSettings } from '../settings.ts';

/** One run of pushes of an account. */
export interface PushRun {
  readonly ports: PushPorts;
  readonly account: string;
  readonly runId: string;
  readonly settings: FieldSettings;
  readonly signal: AbortSignal;
}

/** How long whatever another run works on stands back. */
export const OTHER_RUN_MS = 5_000;

/** What the steps of this run need beside their delivery. */
export function toStepWork({ ports, account, runId, settings, signal }: PushRun) {
  const options = { level: 'live', signal } as const;
  const field = ports.field(account);
  return { ports, account, runId, settings, options, field, now: () => ports.now() };
}

/** Works on something while nobody else does; undefined while another run has it. */
export async function underTenure<Result>(
  { ports, account, runId }: PushRun,
  of: TenureOf,
  work: (tenure: Tenure) => Promise<Result>,
): Promise<Result | undefined> {
  const tenure = await ports.takeTenure(account, of, runId);
  if (tenure === undefined) return undefined;
  try {
    return await work(tenure);
  } finally {
    await tenure.end();
  }
}
