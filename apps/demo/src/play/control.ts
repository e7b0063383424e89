/** A fake's control port: what a person does at the vendor's screen, and what is there. */
export interface Control {
  act(verb: string, fields?: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** What goes wrong from now on; replaces what was said before. */
  faults(list: readonly Record<string, unknown>[]): Promise<unknown>;
  state(query?: string): Promise<Record<string, unknown>>;
  countRequests(): Promise<number>;
}

/** Opens the control port at `control`. Rejects with the fake's own sentence when it refuses. */
export function openControl(control: string): Control {
  const ask = async (path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const init =
      body === undefined
        ? {}
        : {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          };
    const answer = await fetch(`${control}${path}`, init);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The vendor's screen refuses ${path}: ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  };
  return {
    act: (verb, fields = {}) => ask('/act', { do: verb, ...fields }),
    faults: (list) => ask('/faults', list),
    state: (query = '') => ask(`/state${query}`),
    countRequests: async () => Number((await ask('/counters'))['requests']),
  };
}
