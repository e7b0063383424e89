import type { InternalAxiosRequestConfig } from 'axios';
import type { Redact } from './redact.ts';
import type { Refusal } from './call.ts';

/**
 * An attempt that brought no answer. It carries the code and the redacted text of what Node said
 * and nothing of the request, because axios errors hold the address with the secret in it.
 */
export class TransportFailure extends Error {
  override readonly name = 'TransportFailure';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
    // The original stack begins with the original message; this one is ours.
  }
}

/** A transport failure together with the request it belongs to, inside the onion only. */
export class NoAnswer extends Error {
  readonly config: InternalAxiosRequestConfig;
  readonly failure: TransportFailure;

  constructor(config: InternalAxiosRequestConfig, failure: TransportFailure) {
    super(failure.message);
    this.config = config;
    this.failure = failure;
  }
}

/** Reduces whatever the HTTP client threw to a code and a redacted sentence. */
export function toTransportFailure(thrown: unknown, redact: Redact): TransportFailure {
  const coded: { code?: unknown; message?: unknown } =
    typeof thrown === 'object' && thrown !== null ? thrown : {};
  const message = typeof coded.message === 'string' ? coded.message : String(thrown);
  const code = typeof coded.code === 'string' ? coded.code : 'UNKNOWN';
  if (message.startsWith('maxContentLength')) {
    return new TransportFailure('ANSWER_TOO_LARGE', redact(message));
  }
  return new TransportFailure(code, redact(message));
}

/** Failures that happen before a byte of the request is on its way. */
const BEFORE_SENDING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const CERTIFICATE =
  /^(?:CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|ERR_SSL)/;

/** What a failure without an answer means: its kind, and whether the vendor can have acted. */
export function judgeTransportFailure(failure: TransportFailure): Refusal {
  const { code } = failure;
  if (code === 'ATTEMPT_TIMED_OUT' || code === 'ETIMEDOUT' || code === 'ECONNABORTED') {
    return {
      kind: 'timeout',
      code,
      message: 'No answer in time. The job tries again; if it goes on, ask the vendor.',
    };
  }
  if (code === 'ANSWER_TOO_LARGE') {
    return {
      kind: 'unexpected_answer',
      code,
      message: 'The answer is larger than Ponte accepts. Ask for less at a time.',
    };
  }
  if (CERTIFICATE.test(code)) {
    return {
      kind: 'unavailable',
      code,
      notApplied: true,
      message: `The certificate is not trusted (${code}). Check the address and the clock of this machine.`,
    };
  }
  if (BEFORE_SENDING.has(code)) {
    return {
      kind: 'unavailable',
      code,
      notApplied: true,
      message: `Not reachable (${code}). Check the configured address and the network; the job tries again.`,
    };
  }
  return {
    kind: 'unavailable',
    code,
    message: `The connection broke (${code}). The job tries again.`,
  };
}
