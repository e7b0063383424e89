import { addOrNudge, toCoalescing, type RingTools } from './add-or-nudge.ts';
import { queueOf, type AnyJobSpec, type JsonObject } from './define.ts';

/** A job that has just gone to sleep. */
export interface Sleeper {
  readonly spec: AnyJobSpec;
  readonly payload: JsonObject;
}

/**
 * Whoever rang while a job ran is kept by BullMQ for after the job, which one that goes to sleep has
 * not reached for hours: the ring is taken from there and rung once more, so that it meets a job
 * that sleeps. Rejects when the store is away; the sleep then ends when it was going to.
 */
export async function heedKeptRing(tools: RingTools, { spec, payload }: Sleeper): Promise<void> {
  const key: string | undefined = spec.coalesceBy?.(payload);
  if (key === undefined) return;
  const name = String(spec.name);
  const kept = await tools.backend.takeKeptRing(queueOf(name), toCoalescing(name, key));
  if (kept === undefined) return;
  await addOrNudge(tools, { spec, payload: kept, key, options: {} });
}
