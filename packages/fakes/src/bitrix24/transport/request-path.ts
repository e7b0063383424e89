/** What the path of a vendor request names. */
export type RequestPath =
  | {
      readonly kind: 'webhook';
      readonly user: string;
      readonly secret: string;
      readonly method: string;
    }
  | { readonly kind: 'no-auth'; readonly method: string }
  | { readonly kind: 'elsewhere' };

// The newer interface has the same address behind /rest/api.
const webhookPath = /^\/rest\/(?:api\/)?(\d+)\/([^/]+)\/([^/]+?)(?:\.json|\.xml)?\/?$/i;
const barePath = /^\/rest\/([^/]+?)(?:\.json|\.xml)?\/?$/i;

/** Reads /rest/[api/]{user}/{secret}/{method}[.json|.xml][/]; the method comes in lower case. */
export function parseRequestPath(path: string): RequestPath {
  const [, user, secret, method] = webhookPath.exec(path) ?? [];
  if (user !== undefined && secret !== undefined && method !== undefined) {
    return { kind: 'webhook', user, secret, method: method.toLowerCase() };
  }
  const bare = barePath.exec(path)?.[1];
  return bare === undefined
    ? { kind: 'elsewhere' }
    : { kind: 'no-auth', method: bare.toLowerCase() };
}
