import { isLoopbackUrl } from '@ponte/connectors/env-slice';
import type { BaseEnv } from '@ponte/environment/base';
import { toPublicAddress } from '../addresses.ts';
import { ok, warning, type Check } from './check.ts';

/** Whether vendors and people elsewhere can reach the api under its address. */
export function checkPublicUrl(base: BaseEnv): Check {
  const address = toPublicAddress(base);
  if (base.publicUrl === undefined) {
    return warning(
      'public url',
      `PUBLIC_URL is not set; links say ${address}`,
      'Set it to the address that vendors reach, for example https://bridge.example.com/ponte',
    );
  }
  const isPlain = address.startsWith('http:') && !isLoopbackUrl(address);
  return isPlain
    ? warning('public url', `${address} is not encrypted`, 'Put an HTTPS proxy in front.')
    : ok('public url', address);
}
