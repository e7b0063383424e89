import type { CommandAnswer } from './batch.ts';
import { judgeWireError } from './errors.ts';
import type { Portal } from './portal.ts';

/** What the portal will not do, however often it is asked. */
export interface Refused {
  readonly code: string;
  readonly message: string;
}

/** The refusal of one command for a reason of its own; undefined for success and passing trouble. */
export function findRefusal(
  portal: Portal,
  operation: string,
  answer: CommandAnswer,
): Refused | undefined {
  if (answer.state !== 'refused') return undefined;
  const { kind, code, message } = judgeWireError(answer.error, 200);
  if (kind !== 'rejected' && kind !== 'not_found') return undefined;
  return { code: code ?? '', message: portal.toError(operation, { kind, message }).message };
}
