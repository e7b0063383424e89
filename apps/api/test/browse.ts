import type { TestApi } from './start-test-api.ts';

/** A browser without a screen: keeps cookies, sends Origin with forms, follows nothing by itself. */
export interface Browsing {
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  submit(
    path: string,
    fields: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<Response>;
  /** The hidden field of the page's forms. */
  csrfTokenOf(path: string): Promise<string>;
  readonly cookie: string;
}

export const PASSWORD = 'a long enough sentence';
export const LOGIN = 'anna';

export function browse(base: string, origin = new URL(base).origin): Browsing {
  let cookie = '';
  const send = async (path: string, options: RequestInit): Promise<Response> => {
    const headers = new Headers(options.headers);
    if (cookie !== '') headers.set('Cookie', cookie);
    const answer = await fetch(base + path, { ...options, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const pair = line.split(';')[0] ?? '';
      cookie = pair.endsWith('=') ? '' : pair;
    }
    return answer;
  };
  const browsing: Browsing = {
    get: (path, headers = {}) => send(path, { headers: { Accept: 'text/html', ...headers } }),
    submit: (path, fields, headers = {}) =>
      send(path, {
        method: 'POST',
        headers: { Accept: 'text/html', Origin: origin, ...headers },
        body: new URLSearchParams(fields),
      }),
    csrfTokenOf: async (path) => {
      const page = await (await browsing.get(path)).text();
      return /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    },
    get cookie() {
      return cookie;
    },
  };
  return browsing;
}

/** Makes the first administrator through the one-time link; gives the logged-in browser. */
export async function setUpAdministrator(api: TestApi): Promise<Browsing> {
  const token = new URL(api.setupLink ?? '').searchParams.get('token') ?? '';
  const browser = browse(api.url);
  const answer = await browser.submit('/setup', { token, login: LOGIN, password: PASSWORD });
  if (answer.status !== 303) throw new Error(`Setting up failed: ${await answer.text()}`);
  return browser;
}
