/**
 * The innermost layer: one attempt on the wire. It follows no redirect, waits a real time for the
 * whole answer, reads at most so many bytes, keeps connections alive, and uses no proxy that the
 * environment may name, because the path of some vendors' addresses is a secret.
 */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import axios, { type AxiosAdapter, type AxiosResponse, type CreateAxiosDefaults } from 'axios';
import type { Clock } from '@ponte/clock';
import { readAnswerBytes } from './answer-bytes.ts';
import { progressOf } from './call.ts';
import type { Redact } from './redact.ts';
import { NoAnswer, toTransportFailure, TransportFailure } from './transport-failure.ts';

export interface TransportOptions {
  readonly baseUrl: string;
  /** Extra certificate authority in PEM, for a fake's own certificate. */
  readonly ca?: string | undefined;
}

/** Real milliseconds under which no attempt is cut off, however fast time runs. */
export const MIN_TIMEOUT_MS = 2_000;

export interface Transport {
  readonly defaults: CreateAxiosDefaults;
  close(): void;
}

/** axios settings for this vendor account and the way to end its idle connections. */
export function createTransport(options: TransportOptions): Transport {
  const kept = { keepAlive: true, maxSockets: 8, maxFreeSockets: 4, timeout: 90_000 } as const;
  const httpAgent = new HttpAgent(kept);
  const httpsAgent = new HttpsAgent({
    ...kept,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  });
  return {
    defaults: {
      baseURL: options.baseUrl,
      allowAbsoluteUrls: false,
      responseType: 'stream',
      transformResponse: (data: unknown) => data,
      validateStatus: () => true,
      maxRedirects: 0,
      proxy: false,
      httpAgent,
      httpsAgent,
    },
    close: () => {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

export interface SendOptions {
  readonly clock: Clock;
  readonly redact: Redact;
  readonly maxAnswerBytes: number;
}

/**
 * The adapter that sends one attempt and notes when it left and how long it took. The data of its
 * response are `AnswerBytes`.
 */
export function createSend({ clock, redact, maxAnswerBytes }: SendOptions): AxiosAdapter {
  const http = axios.getAdapter('http');
  return async (config) => {
    const progress = progressOf(config);
    const timeoutMs = Math.max(MIN_TIMEOUT_MS, config.timeout ?? 0);
    const deadline = AbortSignal.timeout(timeoutMs);
    const { signal } = progress.call;
    const started = performance.now();
    progress.sentAt = clock.now();
    try {
      // The deadline covers the whole answer; axios' own timeout only watches for silence.
      const response = (await http({
        ...config,
        timeout: timeoutMs,
        signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
      })) as AxiosResponse<Readable>;
      const expected = Number(response.headers['content-length'] ?? 0) || 0;
      const data = await readAnswerBytes(response.data, { expected, most: maxAnswerBytes });
      // Its own configuration holds this attempt's deadline, which must not end the next attempt.
      return { ...response, config, data };
    } catch (thrown) {
      const failure = deadline.aborted
        ? new TransportFailure('ATTEMPT_TIMED_OUT', `No answer within ${timeoutMs} ms.`)
        : toTransportFailure(thrown, redact);
      throw new NoAnswer(config, failure);
    } finally {
      progress.wireMs = performance.now() - started;
      progress.spentMs += progress.wireMs;
    }
  };
}
