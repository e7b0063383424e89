import type { CallProgress } from './call.ts';

/** How a vendor account proves itself with a token that expires. */
export interface Authorize {
  /** The token to use now. */
  getToken(): Promise<string>;
  /** Replaces a token that the vendor refused; throws `VendorError` auth_revoked when it cannot. */
  refreshToken(refused: string): Promise<string>;
  toHeaders(token: string): Readonly<Record<string, string>>;
}

/** The headers of one attempt. */
export type Authenticate = (progress: CallProgress) => Promise<Readonly<Record<string, string>>>;

/**
 * Fetches a token for every attempt. After a refusal the token is renewed once per call, and by
 * one caller at a time: the others wait for the same renewal and use its token.
 */
export function createAuthenticate(authorize: Authorize): Authenticate {
  const renewals = new Map<string, Promise<string>>();

  function refresh(refused: string): Promise<string> {
    const running = renewals.get(refused);
    if (running !== undefined) return running;
    const renewal = authorize.refreshToken(refused).finally(() => renewals.delete(refused));
    renewals.set(refused, renewal);
    return renewal;
  }

  return async (progress) => {
    const refused = progress.decision?.reason === 'token-refresh' ? progress.token : undefined;
    let token = await authorize.getToken();
    if (refused !== undefined) {
      progress.hasRefreshed = true;
      if (token === refused) token = await refresh(refused);
    }
    progress.token = token;
    return authorize.toHeaders(token);
  };
}
