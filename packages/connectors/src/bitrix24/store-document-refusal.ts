import type { CommandAnswer } from './batch.ts';
import type { RefusedLine, StoreDocumentDraft } from './catalogue-operations.ts';
import { judgeWireError } from './errors.ts';
import type { Portal } from './portal.ts';

/** What the portal will not do, however often it is asked. */
export interface Refused {
  readonly code: string;
  readonly message: string;
}

/** The lines that a document could not be given; `code` is that of the last. */
export interface RefusedLines {
  readonly code: string;
  readonly lines: readonly RefusedLine[];
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

/**
 * The lines that a refused document cannot have: the portal names the first wrong one as `#1001`,
 * in whatever language (`Incorrect quantity of goods #1001 (…)`).
 */
export function findNamedLines(
  { lines }: StoreDocumentDraft,
  { message }: Refused,
): readonly RefusedLine[] {
  const named = new Set([...message.matchAll(/#(\d+)/g)].map(([, id]) => id));
  const ids = new Set(lines.map(({ productId }) => productId));
  return [...ids].filter((id) => named.has(id)).map((productId) => ({ productId, message }));
}
