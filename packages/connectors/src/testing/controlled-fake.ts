/** A fake's control port as tests play it. */
export interface FakeFault {
  readonly kind: string;
  readonly match?: { readonly method?: string; readonly id?: string };
  readonly count?: number;
  readonly [setting: string]: unknown;
}

export interface RequestEntry {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly status: number;
}

export interface FakeControl {
  /** Replaces the faults that strike; none heals everything. */
  setFaults(...faults: FakeFault[]): Promise<void>;
  act(body: object): Promise<Record<string, unknown>>;
  get(path: string): Promise<Record<string, unknown>>;
  /** Requests since the last reset, oldest first. */
  requests(): Promise<RequestEntry[]>;
  reset(body?: object): Promise<void>;
}

/** Speaks to the control port at this origin. */
export function controlOf(origin: string): FakeControl {
  const post = async (path: string, body: unknown): Promise<Record<string, unknown>> => {
    const init = { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${origin}/${path}`, init);
    const answer = (await response.json()) as Record<string, unknown>;
    if (response.status !== 200) throw new Error(`/${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const get: FakeControl['get'] = async (path) =>
    (await (await fetch(`${origin}/${path}`)).json()) as Record<string, unknown>;
  return {
    setFaults: async (...faults) => void (await post('faults', faults)),
    act: (body) => post('act', body),
    get,
    requests: async () => (await get('requests'))['requests'] as RequestEntry[],
    reset: async (body = {}) => void (await post('reset', body)),
  };
}
