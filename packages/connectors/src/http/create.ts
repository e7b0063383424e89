/**
 * The onion. From outside in: retry → classify → auth → limit → transport. The order is the point:
 *
 * - limit sits around the axios adapter, so every attempt pays and no sleeping retry holds a turn;
 * - auth is a request interceptor, which runs for every attempt, so a renewed token is used;
 * - classify is a response interceptor registered before axios-retry's, so an answer that is an
 *   error with status 200 is seen as an error before anybody decides about retrying.
 */
import axios, { type AxiosAdapter, type AxiosInstance, type AxiosResponse } from 'axios';
import axiosRetry from 'axios-retry';
import type { Clock } from '@ponte/clock';
import type { Logger } from '@ponte/logging';
import type { AnswerBytes } from './answer-bytes.ts';
import { createAuthenticate, type Authorize } from './auth.ts';
import {
  AttemptFailed,
  CallProgress,
  progressOf,
  type Answer,
  type Call,
  type CallReport,
  type Classify,
  type Refusal,
} from './call.ts';
import { judgeAnswer, toRawAnswer } from './classify.ts';
import type { Limiters } from './limiter.ts';
import { createRedact } from './redact.ts';
import { decideRetry, MAX_ATTEMPTS } from './retry-decision.ts';
import { createSend, createTransport } from './transport.ts';
import { judgeTransportFailure, NoAnswer } from './transport-failure.ts';
import { isVendorError, VendorError } from './vendor-error.ts';

export interface HttpOptions {
  readonly vendor: string;
  readonly account: string;
  readonly baseUrl: string;
  /** Strings that must not appear in any message, whoever writes them. */
  readonly secrets?: readonly string[];
  readonly classify: Classify;
  readonly authorize?: Authorize | undefined;
  readonly limiters: Limiters;
  /** Real milliseconds for one attempt. */
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told about every attempt, for metrics. */
  readonly onCall?: ((report: CallReport) => void) | undefined;
  /** Extra certificate authority in PEM. */
  readonly ca?: string | undefined;
  /** 0 to 1, for jitter. */
  readonly random?: () => number;
}

export interface Http {
  /** Sends one call, patiently. Rejects with `VendorError`, or with the signal's reason. */
  call(call: Call): Promise<Answer>;
  close(): Promise<void>;
}

/** Builds the onion for one vendor account. */
export function createHttp(options: HttpOptions): Http {
  const redact = createRedact(options.secrets);
  const transport = createTransport(options);
  const send = createSend({ ...options, redact });
  const instance = axios.create({
    ...transport.defaults,
    adapter: limited(send, options.limiters),
  });
  const judge = { ...options, redact };
  addAuth(instance, options);
  instance.interceptors.response.use(
    (response: AxiosResponse<AnswerBytes>) => classifyAnswer(response, judge),
    (thrown: unknown) => classifyFailure(thrown, judge),
  );
  addRetry(instance, options);
  return {
    call: (call) => perform(instance, call, judge),
    close: async () => {
      transport.close();
      await options.limiters.close();
    },
  };
}

type Judge = HttpOptions & { readonly redact: ReturnType<typeof createRedact> };

function limited(send: AxiosAdapter, limiters: Limiters): AxiosAdapter {
  return (config) => {
    const { call } = progressOf(config);
    const turn = { operation: call.operation, level: call.level ?? 'live', signal: call.signal };
    return limiters.schedule(turn, () => send(config));
  };
}

function addAuth(instance: AxiosInstance, { authorize }: HttpOptions): void {
  const authenticate = authorize === undefined ? undefined : createAuthenticate(authorize);
  instance.interceptors.request.use(async (config) => {
    const progress = progressOf(config);
    progress.attempt += 1;
    const headers = (await authenticate?.(progress)) ?? {};
    for (const [name, value] of Object.entries(headers)) config.headers.set(name, value);
    return config;
  });
}

function addRetry(instance: AxiosInstance, options: HttpOptions): void {
  const { clock, logger, vendor, account } = options;
  const random = options.random ?? Math.random;
  axiosRetry(instance, {
    retries: MAX_ATTEMPTS - 1,
    shouldResetTimeout: true,
    retryCondition: (thrown: unknown) => {
      if (!(thrown instanceof AttemptFailed)) return false;
      const progress = progressOf(thrown.config);
      const { kind, notApplied, retryAt } = thrown.error;
      const decision = decideRetry({
        kind,
        notApplied,
        retryAt,
        effect: progress.call.effect,
        attempt: progress.attempt,
        spentMs: progress.spentMs,
        canRefresh: options.authorize !== undefined && !progress.hasRefreshed,
        nowMs: clock.nowMs(),
        random: random(),
      });
      progress.decision = decision;
      progress.spentMs += decision.waitMs;
      const { operation } = progress.call;
      logger.debug({ vendor, account, operation, kind, ...decision }, 'vendor.retry_decided');
      return decision.retry && progress.call.signal?.aborted !== true;
    },
    retryDelay: (_count, thrown: unknown) =>
      thrown instanceof AttemptFailed
        ? clock.toRealMs(progressOf(thrown.config).decision?.waitMs ?? 0)
        : 0,
  });
}

function classifyAnswer(response: AxiosResponse<AnswerBytes>, judge: Judge): AxiosResponse {
  const progress = progressOf(response.config);
  const raw = toRawAnswer(response, progress.call);
  const refusal = judgeAnswer(raw, progress.call, judge.classify);
  if (refusal === undefined) {
    report(judge, progress, { outcome: 'ok', status: raw.status });
    const sentAt = progress.sentAt ?? judge.clock.now();
    const answer: Answer = { status: raw.status, body: raw.body, bytes: response.data, sentAt };
    return { ...response, data: answer };
  }
  if (refusal.drainsLimit === true) void judge.limiters.drain(refusal.retryAt);
  report(judge, progress, { outcome: refusal.kind, status: raw.status });
  const requestId = raw.headers['x-request-id'];
  const error = toVendorError(judge, progress, {
    ...refusal,
    status: raw.status,
    ...(requestId === undefined ? {} : { requestId: judge.redact(requestId, 100) }),
  });
  throw new AttemptFailed(response.config, error);
}

/** Failures of transport are judged; what limiter and auth threw is judged already. */
function classifyFailure(thrown: unknown, judge: Judge): never {
  if (!(thrown instanceof NoAnswer)) throw thrown;
  const progress = progressOf(thrown.config);
  throwIfAborted(progress.call);
  const refusal = judgeTransportFailure(thrown.failure);
  report(judge, progress, { outcome: refusal.kind });
  const error = toVendorError(judge, progress, { ...refusal, cause: thrown.failure });
  throw new AttemptFailed(thrown.config, error);
}

type Judged = Refusal & { status?: number; requestId?: string; cause?: unknown };

function toVendorError(judge: Judge, progress: CallProgress, judged: Judged): VendorError {
  const { operation, effect } = progress.call;
  const { drainsLimit: _, ...fields } = judged;
  return new VendorError({
    ...fields,
    vendor: judge.vendor,
    account: judge.account,
    operation,
    effect,
    message: judge.redact(judged.message, 500),
    ...(judged.code === undefined ? {} : { code: judge.redact(judged.code, 100) }),
  });
}

function report(
  { vendor, account, logger, onCall }: Judge,
  progress: CallProgress,
  end: Pick<CallReport, 'outcome'> & { status?: number },
): void {
  const { operation, level = 'live' } = progress.call;
  const ms = Math.round(progress.wireMs);
  const line = { vendor, account, operation, level, attempt: progress.attempt, ms, ...end };
  logger.debug(line, 'vendor.called');
  onCall?.(line);
}

async function perform(instance: AxiosInstance, call: Call, judge: Judge): Promise<Answer> {
  throwIfAborted(call);
  try {
    const response = await instance.request<Answer>({
      url: call.path,
      method: call.method ?? 'GET',
      ...(call.query === undefined ? {} : { params: call.query }),
      ...(call.json === undefined ? {} : { data: call.json }),
      headers: { accept: 'application/json', ...call.headers },
      timeout: call.timeoutMs ?? judge.timeoutMs,
      progress: new CallProgress(call),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
    return response.data;
  } catch (thrown) {
    throwIfAborted(call);
    if (thrown instanceof AttemptFailed) throw thrown.error;
    if (isVendorError(thrown)) throw thrown;
    // Ours, not the vendor's; but an axios error would show the address with its secret.
    throw new Error(judge.redact(thrown instanceof Error ? thrown.message : String(thrown)));
  }
}

function throwIfAborted({ signal }: Call): void {
  if (signal?.aborted !== true) return;
  throw signal.reason instanceof Error ? signal.reason : new Error('The call was aborted.');
}
