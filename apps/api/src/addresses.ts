import { isLoopbackUrl } from '@ponte/connectors/env-slice';

/** Where this server is, as people see it. */
export interface Addresses {
  /** '' or '/ponte': stands before every link that leaves this server. */
  readonly prefix: string;
  /** PUBLIC_URL without a closing slash; undefined: people use the address it listens on. */
  readonly publicUrl: string | undefined;
  readonly isHttps: boolean;
  /** No PUBLIC_URL, or one of this machine: nobody comes through a proxy from elsewhere. */
  readonly isThisMachineOnly: boolean;
  /** The page that explains the API and every problem code. */
  readonly docsUrl: string;
}

/** Takes PUBLIC_URL apart. */
export function toAddresses(publicUrl: string | undefined): Addresses {
  const url = publicUrl === undefined ? null : URL.parse(publicUrl);
  const prefix = url === null ? '' : url.pathname.replace(/\/+$/, '');
  const base = publicUrl?.replace(/\/+$/, '');
  return {
    prefix,
    publicUrl: base,
    isHttps: url?.protocol === 'https:',
    isThisMachineOnly: publicUrl === undefined || isLoopbackUrl(publicUrl),
    docsUrl: `${base ?? prefix}/docs`,
  };
}

/** A request's path without the prefix: the app answers behind a proxy that strips it and one that does not. */
export function withoutPrefix(url: string, prefix: string): string {
  if (prefix === '' || !url.startsWith(prefix)) return url;
  const rest = url.slice(prefix.length);
  if (rest === '') return '/';
  return rest.startsWith('/') || rest.startsWith('?') ? rest.replace(/^\?/, '/?') : url;
}
