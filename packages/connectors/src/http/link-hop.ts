/**
 * One step along an address that a person pasted: where does the server send us? Nothing is followed
 * here, no body is read, and a name that leads into a private network is refused when the connection
 * is made, so that no answer of the name server between check and use can lead there.
 */
import { lookup as lookUp, type LookupAddress } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { TransportFailure } from './transport-failure.ts';

export interface LinkHop {
  readonly status: number;
  /** Of a redirect, as the server wrote it. */
  readonly location: string | undefined;
  /** Of a refusal, as the server wrote it. */
  readonly retryAfter: string | undefined;
}

export interface LinkHopOptions {
  /** Real milliseconds for connection and head. */
  readonly timeoutMs: number;
  /** The address leads to this machine: a fake. Everything else must be public and https. */
  readonly isLocal: boolean;
  readonly userAgent: string;
  readonly signal?: AbortSignal | undefined;
}

/** The code of a `TransportFailure` for a name that leads into a private network. */
export const PRIVATE_ADDRESS = 'PRIVATE_ADDRESS';

/** Asks for the head of one answer. Rejects with `TransportFailure`, or with the signal's reason. */
export function askForHop(url: URL, options: LinkHopOptions): Promise<LinkHop> {
  const { timeoutMs, isLocal, userAgent, signal } = options;
  const deadline = AbortSignal.timeout(timeoutMs);
  const isSecure = url.protocol === 'https:';
  if (!isSecure && !isLocal) {
    return Promise.reject(new TransportFailure('INSECURE', 'The address is not https.'));
  }
  if (!isLocal && isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0) {
    return Promise.reject(new TransportFailure(PRIVATE_ADDRESS, 'The address has no name.'));
  }
  const settings = {
    method: 'GET',
    headers: { 'user-agent': userAgent, accept: 'text/html' },
    signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    ...(isLocal ? {} : { lookup: lookUpPublic }),
    agent: false,
  } as const;
  return new Promise((resolve, reject) => {
    const request = (isSecure ? requestHttps : requestHttp)(url, settings, (response) => {
      const { statusCode: status = 0, headers } = response;
      resolve({ status, location: headers.location, retryAfter: headers['retry-after'] });
      // Nobody reads the body, and that its connection breaks off is our own doing.
      response.on('error', () => undefined).destroy();
    });
    request.on('error', (thrown: Error & { code?: string }) => {
      if (signal?.aborted === true) return reject(toError(signal.reason));
      const code = deadline.aborted ? 'ATTEMPT_TIMED_OUT' : (thrown.code ?? 'UNKNOWN');
      // The message of Node may hold the address, which is somebody's home.
      reject(new TransportFailure(code, `The address gave no answer (${code}).`));
    });
    request.end();
  });
}

const privateAddresses = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  privateAddresses.addSubnet(network, prefix, 'ipv4');
}
// Everything in IPv6 that is not global unicast; IPv4 in IPv6 is judged as IPv4.
const publicAddresses = new BlockList();
publicAddresses.addSubnet('2000::', 3, 'ipv6');
const wrappedAddresses = new BlockList();
wrappedAddresses.addSubnet('2001::', 23, 'ipv6');
wrappedAddresses.addSubnet('2002::', 16, 'ipv6');

/** True for an address that nobody outside of a network can have. */
export function isPrivateAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  if (isIP(mapped) === 4) return privateAddresses.check(mapped, 'ipv4');
  return !publicAddresses.check(mapped, 'ipv6') || wrappedAddresses.check(mapped, 'ipv6');
}

/** Node's own look-up; one private address among the answers is one too many. */
const lookUpPublic: LookupFunction = (hostname, options, callback) => {
  lookUp(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error !== null) return callback(error, []);
    if (addresses.some(({ address }) => isPrivateAddress(address))) {
      const refused: NodeJS.ErrnoException = new Error('The name leads into a private network.');
      refused.code = PRIVATE_ADDRESS;
      return callback(refused, []);
    }
    if (options.all === true) return callback(null, addresses);
    const [first] = addresses;
    callback(null, first?.address ?? '', first?.family ?? 0);
  });
};

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('The call was aborted.');
}
