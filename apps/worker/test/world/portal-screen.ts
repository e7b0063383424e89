/** The person at the portal's screen: the fake's control port, seen from outside. */
export interface PortalScreen {
  act(verb: string, fields?: Record<string, unknown>): Promise<Record<string, unknown>>;
  fault(fault: Record<string, unknown>): Promise<unknown>;
  /** Several at once; the first that matches strikes. */
  faults(list: readonly Record<string, unknown>[]): Promise<unknown>;
  clearFaults(): Promise<unknown>;
  state(query?: string): Promise<PortalState>;
  counters(): Promise<PortalCounters>;
  requests(): Promise<PortalRequest[]>;
}

export interface PortalState {
  counts: { deals: number };
  deals: {
    ID: string;
    TITLE: string;
    STAGE_ID: string;
    DATE_MODIFY: string;
    OPPORTUNITY: string;
  }[];
  pendingEvents: number;
  pendingEdits: number;
}

export interface PortalCounters {
  requests: number;
  dealGets: number;
  dealReads: number;
  refusals: number;
  maxBucketLevel: number;
  requestsByMethod: Record<string, number>;
  faultsByKind: Record<string, number>;
  events: { fired: number; sent: number; failed: number; pending: number };
}

export interface PortalRequest {
  method: string;
  at: string;
}

/** Opens the control port. Rejects with the fake's own sentence when it refuses. */
export function openScreen(control: string): PortalScreen {
  const ask = async (path: string, body?: unknown): Promise<unknown> => {
    const init =
      body === undefined
        ? {}
        : {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          };
    const answer = await fetch(control + path, init);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${text}`);
    return JSON.parse(text);
  };
  return {
    act: async (verb, fields = {}) =>
      (await ask('/act', { do: verb, ...fields })) as Record<string, unknown>,
    fault: (fault) => ask('/faults', [fault]),
    faults: (list) => ask('/faults', list),
    clearFaults: () => ask('/faults', []),
    state: async (query = '') => (await ask(`/state${query}`)) as PortalState,
    counters: async () => (await ask('/counters')) as PortalCounters,
    requests: async () => (await ask('/requests')) as PortalRequest[],
  };
}
