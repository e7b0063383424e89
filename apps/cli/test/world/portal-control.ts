/** The person at the portal's screen: the fake's control port. */
export interface PortalControl {
  /** Does something in the portal; gives what the fake answers. */
  act(verb: string, fields?: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Makes every request end like this, or those that `more` names; undefined: no more. */
  fault(kind: string | undefined, more?: Record<string, unknown>): Promise<unknown>;
  counters(): Promise<PortalCounters>;
}

export interface PortalCounters {
  requests: number;
}

export function openControl(address: string): PortalControl {
  const ask = async (path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(address + path, {
      ...(body === undefined
        ? {}
        : {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${text}`);
    return JSON.parse(text) as unknown;
  };
  return {
    act: async (verb, fields = {}) =>
      (await ask('/act', { do: verb, ...fields })) as Record<string, unknown>,
    fault: (kind, more = {}) =>
      ask('/faults', kind === undefined ? [] : [{ match: {}, kind, ...more }]),
    counters: async () => (await ask('/counters')) as PortalCounters,
  };
}
