/**
 * Links that people paste, followed step by step. Only Google's two hosts of short links are ever
 * asked, over https, at most five times; what a redirect names is read before anybody is asked, so
 * that the long address ends the walk, with its point or without.
 */
import type { Clock } from '@ponte/clock';
import type { Logger } from '@ponte/logging';
import type { CallReport } from '../http/call.ts';
import { askForHop, PRIVATE_ADDRESS, type LinkHop } from '../http/link-hop.ts';
import type { Limiters } from '../http/limiter.ts';
import { readRetryAfter } from '../http/retry-after.ts';
import { judgeTransportFailure, TransportFailure } from '../http/transport-failure.ts';
import { isVendorError, VendorError } from '../http/vendor-error.ts';
import type { AskCached } from './cached.ts';
import {
  ATTEMPT_TIMEOUT_MS,
  MOST_HOPS,
  PLACE_AGE_MS,
  REST_MS,
  UNKNOWN_PLACE_AGE_MS,
} from './limits.ts';
import { isShortHost, parseMapsLink } from './maps-link.ts';
import type { LinkAnswer } from './model.ts';
import type { CallOptions, GeoOperations } from './operations.ts';
import { USER_AGENT } from './provider.ts';
import { keptLink } from './wire.ts';

export interface MapsOptions {
  /** On this machine: whatever stands for the hosts of maps links. */
  readonly mapsUrl: string | undefined;
  readonly limiters: Limiters;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onCall: ((report: CallReport) => void) | undefined;
  readonly timeoutMs: number | undefined;
}

const OPERATION = 'followMapsLink';
const ACCOUNT = 'maps';

/** Binds the walk to its limits. */
export function createMapsLinks(
  options: MapsOptions,
  askCached: AskCached,
): Pick<GeoOperations, 'followMapsLink'> {
  const ask = createAskHop(options);
  return {
    followMapsLink: async (link, calling = {}) => {
      const first = read(link, 0);
      if (typeof first !== 'string') return first;
      return askCached<LinkAnswer>({
        ...{ provider: ACCOUNT, question: first, fresh: calling.fresh === true },
        parse: (kept) => keptLink.safeParse(kept).data,
        ageOf: ({ state }) => (state === 'found' ? PLACE_AGE_MS : UNKNOWN_PLACE_AGE_MS),
        ask: () => walk(first, calling, ask),
      });
    },
  };
}

/** The answer that an address holds by itself, or the address to ask. */
function read(link: string, hops: number): LinkAnswer | string {
  const reading = parseMapsLink(link);
  switch (reading.kind) {
    case 'pin':
    case 'view':
      return { state: 'found', ...reading, hops };
    case 'implausible':
      return { state: 'implausible', coordinates: reading.coordinates, hops };
    case 'expandable':
      return reading.url;
    case 'no-coordinates':
      return { state: 'no-coordinates', hops };
    case 'foreign':
      return { state: 'refused', reason: 'host-not-allowed' };
    case 'none':
      return { state: 'refused', reason: 'not-a-link' };
  }
}

type AskHop = (url: URL, calling: CallOptions) => Promise<LinkHop>;

async function walk(first: string, calling: CallOptions, ask: AskHop): Promise<LinkAnswer> {
  let at = first;
  for (let hops = 1; hops <= MOST_HOPS; hops += 1) {
    const url = new URL(at);
    let hop: LinkHop;
    try {
      hop = await ask(url, calling);
    } catch (thrown) {
      const isPrivate = isVendorError(thrown) && thrown.code === PRIVATE_ADDRESS;
      if (isPrivate) return { state: 'refused', reason: 'private-address' };
      throw thrown;
    }
    const { status, location } = hop;
    if (status < 300 || status >= 400 || location === undefined) {
      return { state: 'no-coordinates', hops };
    }
    const next = URL.parse(location, url.href);
    if (next === null) return { state: 'no-coordinates', hops };
    if (!/^https?:$/.test(next.protocol)) return { state: 'refused', reason: 'host-not-allowed' };
    // To read an address needs no request; to ask it, it must be https by its own word.
    const reading = read(next.href, hops);
    if (typeof reading !== 'string') return reading;
    if (next.protocol !== 'https:') return { state: 'refused', reason: 'insecure' };
    at = reading;
  }
  return { state: 'refused', reason: 'too-many-hops' };
}

/** Asks one address under the limit; fails with `VendorError` as the onion does. */
function createAskHop(options: MapsOptions): AskHop {
  const { limiters, clock, mapsUrl, timeoutMs = ATTEMPT_TIMEOUT_MS } = options;
  return async (url, { level = 'live', signal }) => {
    const target = mapsUrl === undefined ? url : standIn(url, mapsUrl);
    // Held twice: what leads here was typed by somebody.
    if (!isShortHost(url)) throw new TypeError('Only hosts of short links are asked.');
    const started = performance.now();
    const report = (end: Pick<CallReport, 'outcome'> & { status?: number }): void => {
      const ms = Math.round(performance.now() - started);
      const line = { vendor: 'geo', account: ACCOUNT, operation: OPERATION, level, attempt: 1, ms };
      options.logger.debug({ ...line, ...end }, 'vendor.called');
      options.onCall?.({ ...line, ...end });
    };
    const send = (): Promise<LinkHop> =>
      askForHop(target, {
        ...{ timeoutMs, userAgent: USER_AGENT, signal },
        isLocal: mapsUrl !== undefined,
      });
    try {
      const hop = await limiters.schedule({ operation: OPERATION, level, signal }, send);
      const error = judgeHop(hop, clock.now());
      if (error?.kind === 'rate_limited') void limiters.drain(error.retryAt);
      report({ outcome: error?.kind ?? 'ok', status: hop.status });
      if (error !== undefined) throw error;
      return hop;
    } catch (thrown) {
      if (!(thrown instanceof TransportFailure)) throw thrown;
      const refusal = judgeTransportFailure(thrown);
      report({ outcome: refusal.kind });
      throw toError({ ...refusal, cause: thrown });
    }
  };
}

type ErrorFields = Omit<
  ConstructorParameters<typeof VendorError>[0],
  'vendor' | 'account' | 'operation'
>;

function toError(fields: ErrorFields): VendorError {
  return new VendorError({
    ...{ ...fields, vendor: 'geo', account: ACCOUNT, operation: OPERATION, effect: 'read' },
  });
}

function judgeHop({ status, retryAfter }: LinkHop, now: Date): VendorError | undefined {
  if (status === 429) {
    const retryAt = readRetryAfter(retryAfter, now) ?? new Date(now.getTime() + REST_MS);
    const message = 'Google Maps has had enough requests for now. The job waits.';
    return toError({ kind: 'rate_limited', status, retryAt, message });
  }
  if (status < 500) return undefined;
  const message = `Google Maps answered with status ${status}. The job tries again.`;
  return toError({ kind: 'unavailable', status, message });
}

/** The same path at whatever stands for the host. */
function standIn(url: URL, mapsUrl: string): URL {
  return new URL(`${mapsUrl.replace(/\/+$/, '')}${url.pathname}${url.search}`);
}
