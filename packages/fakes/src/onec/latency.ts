/** How long a request takes on this base, in virtual ms. */
import type { Base } from './base.ts';
import type { Settings } from './settings.ts';

interface Timed {
  readonly verb: string;
  /** As faults know it: `get catalog_контрагенты`. */
  readonly method: string;
  readonly query: string;
}

/** What the kind of request and its set take. */
export function latencyOf({ settings }: Base, { verb, method, query }: Timed): number {
  const { latency, setLatency, slowSets } = settings;
  if (method === 'get $metadata') return latency.metadata;
  if (/\/(?:un)?post$/.test(method) || method.endsWith('create_order')) return latency.post;
  const isRead = verb === 'GET' || method.endsWith('get_stock_balances');
  const name = method.slice(verb.length + 1);
  // Nothing is read with `$top=0`: only the sets that are slow by themselves make it wait.
  const isEmpty = isRead && /(?:^|&)(?:\$|%24)top=0(?:&|$)/.test(query);
  const own = isEmpty ? 0 : (find(setLatency, name) ?? 0);
  const slow = isRead ? (find(slowSets, name) ?? 0) : 0;
  return (isRead ? latency.read : latency.write) + Math.max(own, slow);
}

/** What is left until a base that has gone cold answers; a request that comes meanwhile waits too. */
export function warmUpMs({ clock, settings, warmth }: Base): number {
  const now = clock.nowMs();
  const { ms, idleMs } = settings.coldStart;
  if (ms > 0 && now - warmth.usedMs > idleMs) warmth.readyMs = now + ms;
  warmth.usedMs = now;
  return Math.max(0, warmth.readyMs - now);
}

/** The time of a set, or of one of its tables; the table's own goes first. */
function find(times: Settings['setLatency'], name: string): number | undefined {
  const [set] = name.split('/');
  const known = [...times].map(([key, ms]): [string, number] => [key.toLowerCase(), ms]);
  return known.find(([key]) => key === name)?.[1] ?? known.find(([key]) => key === set)?.[1];
}
