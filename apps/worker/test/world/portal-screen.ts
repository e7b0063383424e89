import { bindControl } from './ask-control.ts';

/** The person at the portal's screen: the fake's control port, seen from outside. */
export interface PortalScreen {
  act(verb: string, fields?: Record<string, unknown>): Promise<Record<string, unknown>>;
  fault(fault: Record<string, unknown>): Promise<unknown>;
  /** Several at once; the first that matches strikes. */
  faults(list: readonly Record<string, unknown>[]): Promise<unknown>;
  clearFaults(): Promise<unknown>;
  state(query?: string): Promise<PortalState>;
  counters(): Promise<PortalCounters>;
  /** Requests of a method, with what was asked; those whose caller hung up are among them. */
  requests(method: string): Promise<PortalRequest[]>;
}

/** A deal as `crm.deal.list` writes it. */
export interface PortalDeal {
  ID: string;
  TITLE: string;
  STAGE_ID: string;
  CATEGORY_ID: string;
  ASSIGNED_BY_ID: string | null;
  CURRENCY_ID: string | null;
  OPPORTUNITY: string;
  DATE_CREATE: string;
  DATE_MODIFY: string;
  BEGINDATE: string | null;
  CLOSEDATE: string | null;
  [field: string]: unknown;
}

export interface PortalUserField {
  name: string;
  type: string;
  label: string;
  multiple: boolean;
}

export interface PortalState {
  counts: { deals: number };
  deals: PortalDeal[];
  /** With `?userFields=1`. */
  userFields?: PortalUserField[];
  pendingEvents: number;
  pendingEdits: number;
}

export interface PortalCounters {
  requests: number;
  dealGets: number;
  dealReads: number;
  /** Deals that were handed out and had been before. */
  duplicateDealReads: number;
  refusals: number;
  maxBucketLevel: number;
  requestsByMethod: Record<string, number>;
  commandsByMethod: Record<string, number>;
  faultsByKind: Record<string, number>;
  events: { fired: number; sent: number; failed: number; pending: number };
}

export interface PortalRequest {
  method: string;
  at: string;
  body: string;
}

/** Opens the control port. Rejects with the fake's own sentence when it refuses. */
export function openScreen(control: string): PortalScreen {
  const ask = bindControl(control);
  return {
    act: async (verb, fields = {}) =>
      (await ask('/act', { do: verb, ...fields })) as Record<string, unknown>,
    fault: (fault) => ask('/faults', [fault]),
    faults: (list) => ask('/faults', list),
    clearFaults: () => ask('/faults', []),
    state: async (query = '') => (await ask(`/state${query}`)) as PortalState,
    counters: async () => (await ask('/counters')) as PortalCounters,
    requests: async (method) => {
      const log = (await ask(`/requests?method=${method}`)) as { requests: PortalRequest[] };
      return log.requests;
    },
  };
}
