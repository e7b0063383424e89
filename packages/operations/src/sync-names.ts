import type { RunRow } from '@ponte/db/runs';
import { refreshDictionaries } from '@ponte/integrations/bitrix24-deals/jobs';
import { ask, type AskedRun } from './asked-run.ts';
import type { Actor, OperationPorts } from './ports.ts';

/**
 * Has the portal's fields and names read now and the readable views made equal to them. Refused when
 * the integration is paused. Rejects when the queue is out of reach.
 */
export async function askNames(
  ports: OperationPorts,
  { account }: { account: string },
  actor: Actor,
): Promise<AskedRun> {
  const payload = { account };
  return ask(ports, { job: refreshDictionaries, payload, action: 'names.started', actor });
}

/** What a read of the portal's names has found, as its run says. */
export interface NamesSync {
  readonly runId: string;
  readonly at: Date;
  readonly names: number;
  readonly fields: number;
  /** How the fields differ from the read before. */
  readonly newFields: number;
  readonly changedFields: number;
  readonly vanishedFields: number;
  /** Null: nothing to say. */
  readonly message: string | null;
}

/** The read of names that a run has ended with; one that waits for a view has read them too. */
export function toNamesSync({ id, startedAt, finishedAt, counts, message }: RunRow): NamesSync {
  const count = (name: string): number => counts[name] ?? 0;
  return {
    ...{ runId: id, at: finishedAt ?? startedAt, message },
    ...{ names: count('names'), fields: count('fields'), newFields: count('newFields') },
    ...{ changedFields: count('changedFields'), vanishedFields: count('vanishedFields') },
  };
}

/** The same for a reader. */
export function describeNamesSync({ names, fields, message }: NamesSync): string {
  const read = `${names} names and ${fields} fields were read.`;
  return message === null ? read : `${read} ${message}`;
}
