import { bindControl } from './ask-control.ts';

type Answer = Record<string, unknown>;

/** The person at a vendor's screen: the fake's control port. */
export interface VendorScreen {
  act(verb: string, fields?: Answer): Promise<Answer>;
  faults(list: readonly Answer[]): Promise<unknown>;
  state(query?: string): Promise<Answer>;
  counters(): Promise<Answer>;
  requests(query?: string): Promise<{ total: number; requests: LoggedRequest[] }>;
  deliveries(): Promise<Answer>;
}

export interface LoggedRequest {
  readonly at: string;
  readonly verb: string;
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly status: number;
  readonly answer: string;
  readonly fault: string | null;
}

/** Opens the control port. Rejects with the fake's own sentence when it refuses. */
export function openVendorScreen(control: string): VendorScreen {
  const ask = bindControl(control);
  const get = async (path: string): Promise<Answer> => (await ask(path)) as Answer;
  return {
    act: async (verb, fields = {}) => (await ask('/act', { do: verb, ...fields })) as Answer,
    faults: (list) => ask('/faults', list),
    state: (query = '') => get(`/state${query}`),
    counters: () => get('/counters'),
    requests: async (query = '') =>
      (await ask(`/requests${query}`)) as { total: number; requests: LoggedRequest[] },
    deliveries: () => get('/deliveries'),
  };
}
