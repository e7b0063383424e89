/** Lists and single objects of the standard interface, page by page, row by row. */
import { z } from 'zod';
import { isVendorError } from '../http/vendor-error.ts';
import type { Base } from './base.ts';
import { CATALOG_PAGE } from './limits.ts';
import type { Ref } from './model.ts';
import { toEntityPath, toListPath, type ListQuery } from './odata-path.ts';
import type { CallOptions } from './operations.ts';
import { toRowProblem } from './wire.ts';

const list = z.object({ value: z.array(z.unknown()) });

export interface RowsQuery<Row> extends ListQuery {
  readonly operation: string;
  readonly set: string;
  readonly row: z.ZodType<Row>;
  readonly options: CallOptions;
}

/** One page: rows, and what is wrong with those that could not be read. */
export interface RowsPage<Row> {
  readonly rows: readonly Row[];
  readonly problems: readonly string[];
  /** How many rows 1C sent. */
  readonly count: number;
  readonly readAt: Date;
}

/** Reads one page. */
export async function readPage<Row>(base: Base, query: RowsQuery<Row>): Promise<RowsPage<Row>> {
  const { operation, set, row, options } = query;
  const { body, sentAt } = await base.send({
    ...{ operation, effect: 'read', path: toListPath(set, query), options },
  });
  const parsed = list.safeParse(body);
  if (!parsed.success) {
    throw base.toError(operation, {
      kind: 'unexpected_answer',
      effect: 'read',
      message: 'The answer is not a list of OData 3. Check ONEC_BASE_URL and the publication.',
    });
  }
  const rows: Row[] = [];
  const problems: string[] = [];
  for (const [index, value] of parsed.data.value.entries()) {
    const read = row.safeParse(value);
    if (read.success) rows.push(read.data);
    else
      problems.push(`row ${(query.skip ?? 0) + index + 1} of ${set}: ${toRowProblem(read.error)}`);
  }
  return { rows, problems, count: parsed.data.value.length, readAt: sentAt };
}

/** Reads all pages; `size` rows each. The order must be a total one. */
export async function* readPages<Row>(
  base: Base,
  query: RowsQuery<Row>,
  size = CATALOG_PAGE,
): AsyncGenerator<RowsPage<Row>> {
  for (let skip = 0; ; skip += size) {
    const page = await readPage(base, { ...query, top: size, skip });
    yield page;
    if (page.count < size) return;
  }
}

/** All rows of a small set; throws when one cannot be read, since a gap would go unnoticed. */
export async function readAll<Row>(base: Base, query: RowsQuery<Row>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const page of readPages(base, query)) {
    if (page.problems.length > 0) {
      throw base.toError(query.operation, {
        kind: 'unexpected_answer',
        effect: 'read',
        message: `${page.problems.slice(0, 3).join('; ')}. Compare with the metadata: ponte doctor.`,
      });
    }
    rows.push(...page.rows);
  }
  return rows;
}

export interface EntityQuery<Row> {
  readonly operation: string;
  readonly set: string;
  readonly ref: Ref;
  readonly row: z.ZodType<Row>;
  readonly options: CallOptions;
}

/** One object by its reference; undefined when 1C has none. */
export async function findEntity<Row>(
  base: Base,
  query: EntityQuery<Row>,
): Promise<{ row: Row; readAt: Date } | undefined> {
  const { operation, set, ref, row, options } = query;
  try {
    const path = toEntityPath(set, ref);
    const { body, sentAt } = await base.send({ operation, effect: 'read', path, options });
    return { row: parseEntity(base, { operation, row, body }), readAt: sentAt };
  } catch (thrown) {
    if (isVendorError(thrown) && thrown.kind === 'not_found') return undefined;
    throw thrown;
  }
}

/** An object out of an answer; throws `unexpected_answer` for another shape. */
export function parseEntity<Row>(
  base: Base,
  { operation, row, body }: { operation: string; row: z.ZodType<Row>; body: unknown },
): Row {
  const parsed = row.safeParse(body);
  if (parsed.success) return parsed.data;
  throw base.toError(operation, {
    kind: 'unexpected_answer',
    effect: 'read',
    message: `1C answered with another shape: ${toRowProblem(parsed.error)}. Compare with the metadata: ponte doctor.`,
  });
}
