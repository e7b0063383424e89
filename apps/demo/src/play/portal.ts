/** The person at the portal's screen: the control port of the Bitrix24 fake. */
export interface PortalScreen {
  act(verb: string, fields?: Record<string, unknown>): Promise<Record<string, unknown>>;
  fault(fault: { match: Record<string, unknown>; kind: string; count: number }): Promise<void>;
  readDeals(): Promise<PortalDeal[]>;
  readCounters(): Promise<{ requests: number; dealReads: number }>;
  readFunnels(): Promise<{ id: number }[]>;
  readEventHandlers(): Promise<{ applicationToken: string; domain: string }[]>;
  /** Events that are still on their way to Ponte. */
  countPendingEvents(): Promise<number>;
}

export interface PortalDeal {
  ID: string;
  TITLE: string;
  STAGE_ID: string;
  DATE_MODIFY: string;
}

/** Opens the control port at `control`. Rejects with the fake's own sentence when it refuses. */
export function openPortalScreen(control: string): PortalScreen {
  const ask = async (path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const answer = await fetch(
      `${control}${path}`,
      body === undefined
        ? {}
        : {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          },
    );
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The portal's screen refuses ${path}: ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  };
  return {
    act: (verb, fields = {}) => ask('/act', { do: verb, ...fields }),
    fault: async (fault) => void (await ask('/faults', [fault])),
    readDeals: async () => {
      const state = await ask('/state?deals=1&fields=ID,TITLE,STAGE_ID,DATE_MODIFY');
      return state['deals'] as PortalDeal[];
    },
    readCounters: async () => (await ask('/counters')) as { requests: number; dealReads: number },
    readFunnels: async () => (await ask('/state'))['funnels'] as { id: number }[],
    readEventHandlers: async () => {
      const { domain, eventHandlers } = (await ask('/state')) as {
        domain: string;
        eventHandlers: { applicationToken: string }[];
      };
      return eventHandlers.map(({ applicationToken }) => ({ applicationToken, domain }));
    },
    countPendingEvents: async () => Number((await ask('/state'))['pendingEvents']),
  };
}
