/** Short tables of the newer methods, page after page by the `next` that the portal gives. */
import type { Params } from './batch.ts';
import { toRows } from './catalogue-wire.ts';
import type { CallOptions } from './operations.ts';
import type { Portal } from './portal.ts';

/** A list method whose result holds its rows under `key`. */
export interface NumberedList {
  readonly operation: string;
  readonly method: string;
  readonly key: string;
  readonly params: Params;
}

/** All rows of a short table. Throws `VendorError`. */
export async function readNumberedPages(
  portal: Portal,
  { operation, method, key, params }: NumberedList,
  options: CallOptions,
): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  let start: number | undefined = 0;
  while (start !== undefined) {
    const answer: Awaited<ReturnType<Portal['call']>> = await portal.call({
      ...{ operation, effect: 'read', method, params: { ...params, start }, options },
    });
    rows.push(...toRows(portal, operation, { result: answer.result, key }));
    start = answer.next !== undefined && answer.next > start ? answer.next : undefined;
  }
  return rows;
}
