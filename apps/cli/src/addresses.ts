import type { BaseEnv } from '@ponte/environment/base';

/** A database or Redis address as it may be shown: hosts and names, no user, password or option. */
export function toShownAddress(address: string): string {
  return address
    .replace(/^[a-z0-9+]+:\/\//i, '')
    .replace(/^[^/]*@/, '')
    .replace(/[?#].*$/, '');
}

/** Where people reach the api, without a closing slash. */
export function toPublicAddress({ publicUrl, host, port }: BaseEnv): string {
  if (publicUrl !== undefined) return publicUrl;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
