/**
 * Complete sweeps and guarded searches. The list has three bad habits: an unknown filter is ignored
 * with a 200, `totalCount` lags behind, and a page may come twice. So a sweep ends at a short page and
 * nothing else, and a search believes an answer only when every item of it fits.
 */
import type { z } from 'zod';
import type { Account, ListPage } from './account.ts';
import { LAST_OFFSET, PAGE_SIZE } from './limits.ts';
import { REPEATED_PAGE } from './model.ts';
import type { CallOptions, Found, SweepPage } from './operations.ts';
import { isAskable, toListQuery } from './query.ts';

export interface ListCall<Item> {
  readonly operation: string;
  /** `customers`, `tickets`, `customers/{id}/locations`. */
  readonly path: string;
  readonly schema: z.ZodType<Item>;
  readonly options: CallOptions;
}

/** Yields every page of a list, each object once, in the order of creation. */
export async function* sweepList<Item extends { readonly id: string | null }>(
  account: Account,
  call: ListCall<Item>,
): AsyncGenerator<SweepPage<Item>> {
  const seen = new Set<string>();
  for await (const page of readPages(account, call, { sort: 'created_at' })) {
    const items = page.items.filter(({ id }) => id === null || !seen.has(id));
    for (const { id } of items) if (id !== null) seen.add(id);
    yield { items, problems: page.problems, readAt: page.readAt };
  }
}

/** All objects of a short list, such as a customer's locations; one that cannot be read is an error. */
export async function readWholeList<Item>(account: Account, call: ListCall<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const page of readPages(account, call, {})) {
    const [problem] = page.problems;
    if (problem !== undefined) {
      throw account.toError(call.operation, {
        ...{ kind: 'unexpected_answer', effect: 'read' },
        message: `The list cannot be read (${problem}). If it goes on, ask Field Control what changed.`,
      });
    }
    all.push(...page.items);
  }
  return all;
}

export interface Search<Item> extends ListCall<Item> {
  readonly filter: Readonly<Record<string, string>>;
  /** True for whatever the vendor's filter lets through, also when it means more than we do. */
  readonly fits: (item: Item) => boolean;
  /** True for what is looked for. */
  readonly isSought: (item: Item) => boolean;
}

/**
 * Searches by the vendor's filter. As soon as one item does not fit, or one cannot be read, the filter
 * was ignored: then everything is swept and compared here. A value that cannot be asked for is swept
 * for at once. Nothing found beside something that cannot be read is an error: it may be just that.
 */
export async function searchList<Item extends { readonly id: string | null }>(
  account: Account,
  search: Search<Item>,
): Promise<Found<Item>> {
  const { filter, fits, isSought } = search;
  const filtered = Object.values(filter).every(isAskable)
    ? await readFiltered(account, search, fits)
    : undefined;
  if (filtered !== undefined) return { items: filtered.filter(isSought), swept: false };
  const items: Item[] = [];
  let problem: string | undefined;
  for await (const page of sweepList(account, search)) {
    items.push(...page.items.filter(isSought));
    problem ??= page.problems[0];
  }
  if (items.length > 0 || problem === undefined) return { items, swept: true };
  throw account.toError(search.operation, {
    ...{ kind: 'unexpected_answer', effect: 'read' },
    message: `Among what was searched, something cannot be read (${problem}), so that nobody can say what is not there. Compare FIELDCONTROL_ACCOUNT_ID with the key’s account; if they fit, ask Field Control what changed.`,
  });
}

/** What the filter let through; undefined when it let through what does not fit. */
async function readFiltered<Item extends { readonly id: string | null }>(
  account: Account,
  search: Search<Item>,
  fits: (item: Item) => boolean,
): Promise<Item[] | undefined> {
  const found: Item[] = [];
  const { filter } = search;
  for await (const page of readPages(account, search, { filter, sort: 'created_at' })) {
    if (page.problems.length > 0 || !page.items.every(fits)) return undefined;
    found.push(...page.items);
  }
  return found;
}

async function* readPages<Item>(
  account: Account,
  { operation, path, schema, options }: ListCall<Item>,
  asked: { readonly filter?: Readonly<Record<string, string>>; readonly sort?: string },
): AsyncGenerator<ListPage<Item>> {
  let last: string | undefined;
  for (let offset = 0; ; offset += PAGE_SIZE) {
    if (offset > LAST_OFFSET) {
      throw account.toError(operation, {
        ...{ kind: 'unexpected_answer', effect: 'read', notApplied: true },
        message: `The list is longer than Field Control shows (${LAST_OFFSET}). Archive old objects.`,
      });
    }
    const query = toListQuery({ ...asked, limit: PAGE_SIZE, offset });
    const call = { operation, effect: 'read', path: `${path}${query}`, options } as const;
    const page = await account.sendForPage(call, schema);
    const fingerprint = page.ids.join(' ');
    if (page.count > 0 && fingerprint === last) {
      throw account.toError(operation, {
        ...{ kind: 'unexpected_answer', effect: 'read', code: REPEATED_PAGE },
        message:
          'A page of the list came twice. The job sweeps again; if it goes on, ask the vendor.',
      });
    }
    last = fingerprint;
    yield page;
    if (page.count < PAGE_SIZE) return;
  }
}
