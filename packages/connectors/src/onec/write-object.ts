/** Writing one object: checked against `$metadata`, sent once, never repeated by itself. */
import type { Answer } from '../http/call.ts';
import { isVendorError, VendorError } from '../http/vendor-error.ts';
import type { Base, BaseCall } from './base.ts';
import { findFieldProblems } from './check-fields.ts';
import { METADATA_PAUSE_MS } from './limits.ts';
import type { CallOptions } from './operations.ts';
import type { ReadMetadata } from './read-metadata.ts';

export type Body = Readonly<Record<string, unknown>>;

export interface ObjectWrite {
  readonly operation: string;
  readonly set: string;
  readonly method: 'POST' | 'PATCH';
  readonly path: string;
  readonly body: Body;
  readonly options: CallOptions;
}

/** Refuses a body that 1C would not keep as it is, before anything is sent. */
export async function checkBody(
  base: Base,
  readMetadata: ReadMetadata,
  { operation, set, body, options }: Pick<ObjectWrite, 'operation' | 'set' | 'body' | 'options'>,
): Promise<void> {
  const known = await readMetadata(options);
  let problems = findFieldProblems(known, set, body);
  // What was learned yesterday may be wrong today; a person has perhaps just repaired it.
  if (problems.length > 0 && base.clock.nowMs() - known.readAt.getTime() > METADATA_PAUSE_MS) {
    problems = findFieldProblems(await readMetadata({ ...options, fresh: true }), set, body);
  }
  if (problems.length === 0) return;
  throw refuse(base, operation, `${problems.slice(0, 5).join('; ')}. Correct it and try again.`);
}

/** A refusal of ours: nothing was sent. */
export function refuse(base: Base, operation: string, message: string): VendorError {
  const fields = { kind: 'rejected', code: '/check-failed', notApplied: true } as const;
  return base.toError(operation, { ...fields, effect: 'create', message });
}

/** Checks and sends. */
export async function writeObject(
  base: Base,
  readMetadata: ReadMetadata,
  write: ObjectWrite,
): Promise<Answer> {
  await checkBody(base, readMetadata, write);
  const { operation, method, path, body, options } = write;
  return base.send(toWriteCall({ operation, method, path, json: body, options }));
}

/** Every write counts as one that makes a new thing: the onion must not repeat it. */
export function toWriteCall(call: Omit<BaseCall, 'effect'>): BaseCall {
  return { ...call, effect: 'create' };
}

/**
 * Runs what follows a write that 1C has accepted. An error in it must not look like an error of a
 * read, after which nothing would have to be looked up.
 */
export async function afterWrite<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (thrown) {
    if (!isVendorError(thrown)) throw thrown;
    const { vendor, account, operation, kind, status, code, retryAt } = thrown;
    throw new VendorError({
      ...{ vendor, account, operation, kind, effect: 'create' },
      ...(status === undefined ? {} : { status }),
      ...(code === undefined ? {} : { code }),
      ...(retryAt === undefined ? {} : { retryAt }),
      message: 'Written, but reading it back failed. Look the object up before writing again.',
      cause: thrown,
    });
  }
}
