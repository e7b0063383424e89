/** One request to a fake's control port: with a body a POST. */
export type AskControl = (path: string, body?: unknown) => Promise<unknown>;

/** Binds requests to a control port. They reject with the fake's own sentence when it refuses. */
export function bindControl(control: string): AskControl {
  return async (path, body) => {
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
    return JSON.parse(text) as unknown;
  };
}
