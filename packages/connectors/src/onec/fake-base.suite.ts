/** The 1C fake as tests play it: started on the test's own clock, driven by its control port. */
import type { Clock } from '@ponte/clock';
import { startOnecFake, type OnecFake } from '@ponte/fakes/start';

export interface Fault {
  readonly kind: string;
  readonly match?: { readonly method?: string; readonly id?: string };
  readonly count?: number;
  readonly rate?: number;
  readonly [setting: string]: unknown;
}

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly fault: string | null;
}

export interface FakeBase extends OnecFake {
  /** Replaces the faults that strike; none heals everything. */
  setFaults(...faults: Fault[]): Promise<void>;
  act(body: object): Promise<Record<string, unknown>>;
  get(path: string): Promise<Record<string, unknown>>;
  /** What was asked since the last reset, fitting a glob such as `post *`. */
  requests(method?: string): Promise<Sent[]>;
  rows(set: string): Promise<Record<string, unknown>[]>;
  /** Back to the seed. */
  reset(): Promise<void>;
}

/** Starts a base whose time is the clock's. */
export async function startFakeBase(clock: Clock, scenario: object): Promise<FakeBase> {
  const fake = await startOnecFake({
    time: { scale: clock.scale, originMs: clock.originMs },
    scenario: { ...scenario },
  });
  const post = async (path: string, body: unknown): Promise<unknown> => {
    const response = await fetch(`${fake.control}/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    if (response.status !== 200) throw new Error(`/${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const get = async (path: string): Promise<Record<string, unknown>> =>
    (await (await fetch(`${fake.control}/${path}`)).json()) as Record<string, unknown>;
  return {
    ...fake,
    setFaults: async (...faults) => void (await post('faults', faults)),
    act: async (body) => (await post('act', body)) as Record<string, unknown>,
    get,
    requests: async (method = '*') =>
      (await get(`requests?method=${encodeURIComponent(method)}&limit=2000`))['requests'] as Sent[],
    rows: async (set) =>
      (await get(`state?set=${encodeURIComponent(set)}`))['rows'] as Record<string, unknown>[],
    reset: async () => void (await post('reset', { scenario })),
  };
}
