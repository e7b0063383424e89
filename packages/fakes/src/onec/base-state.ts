import { ControlRefusal } from '../control/control-refusal.ts';
import type { Json } from '../json.ts';
import { quantities } from './acts/catalog-acts.ts';
import { localNow, type Base } from './base.ts';
import { textOf, type Row } from './row.ts';
import { paymentRequestSet, saleSet, schemaByName } from './schema.ts';

/**
 * The base as the control port shows it: counts and settings; `?set=NAME` its rows, `?ref=` one
 * of them; `?stock=1` the quantities of now.
 */
export function describeBase(base: Base, query: URLSearchParams): Json {
  const { settings, store } = base;
  const documents = [...rows(base, saleSet), ...rows(base, paymentRequestSet)];
  const set = query.get('set');
  return {
    seed: base.seed,
    scenario: { ...base.scenario },
    now: new Date(base.clock.nowMs()).toISOString(),
    localNow: localNow(base),
    counts: {
      ...Object.fromEntries([...store.sets].map(([name, all]) => [name, all.size])),
      posted: documents.filter((row) => row['Posted'] === true).length,
      movements: store.movements.length,
    },
    sameComment: sameComments(documents),
    settings: {
      ...settings,
      user: settings.user.name,
      unpublished: [...settings.unpublished],
      denied: [...settings.denied],
      latency: { ...settings.latency },
    },
    ...(set === null ? {} : { rows: findRows(base, set, query.get('ref')) }),
    ...(query.has('stock') ? { stock: describeStock(base) } : {}),
  };
}

/** The newest requests; `?method=post *` and `?limit=10` narrow them. */
export function describeRequests({ requestLog }: Base, query: URLSearchParams): Json {
  const glob = (query.get('method') ?? '*').toLowerCase().replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`^${glob.replaceAll('*', '.*')}$`);
  const limit = Number(query.get('limit') ?? 1000);
  const fitting = requestLog.list().filter((each) => pattern.test(String(each['method'])));
  return { total: requestLog.total, requests: fitting.slice(-limit) };
}

/** What was counted since the last reset. */
export function describeCounters({ counters, sessions }: Base): Json {
  return {
    ...counters,
    requestsByMethod: { ...counters.requestsByMethod },
    faultsByKind: { ...counters.faultsByKind },
    sessions: sessions.describe(),
  };
}

function rows({ store }: Base, set: string): Row[] {
  return [...(store.sets.get(set)?.values() ?? [])];
}

function findRows(base: Base, set: string, ref: string | null): readonly Row[] {
  if (!schemaByName.has(set)) {
    throw new ControlRefusal(
      `There is no set "${set}". There are ${[...schemaByName.keys()].join(', ')}.`,
    );
  }
  return rows(base, set).filter((row) => ref === null || row['Ref_Key'] === ref);
}

/** Comments that more than one living document carries: how duplicates show. */
function sameComments(documents: readonly Row[]): Json {
  const counts = new Map<string, number>();
  for (const row of documents) {
    const comment = textOf(row, 'Комментарий');
    if (comment === '' || row['DeletionMark'] === true) continue;
    counts.set(comment, (counts.get(comment) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > 1)
    .map(([comment, count]) => ({ comment, count }));
}

function describeStock(base: Base): Json {
  return [...quantities(base)].map(([key, quantity]) => {
    const [product = '', warehouse = ''] = key.split(' ');
    return { product, warehouse, quantity };
  });
}
