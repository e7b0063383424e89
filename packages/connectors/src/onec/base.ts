/**
 * One base of 1C as requests: the layer between our operations and the onion. It takes a session
 * slot, keeps its cookie and starts a new session when the old one is gone. A session is started by
 * a request of its own that nobody repeats: each repetition would start, and lose, another one.
 */
import type { Clock } from '@ponte/clock';
import type { Answer, Call } from '../http/call.ts';
import type { Http } from '../http/create.ts';
import type { Redact } from '../http/redact.ts';
import {
  isVendorError,
  VendorError,
  type Effect,
  type VendorErrorFields,
} from '../http/vendor-error.ts';
import { SESSION_GONE } from './errors.ts';
import { IDLE_SESSION_MS, READ_TIMEOUT_MS, WRITE_TIMEOUT_MS } from './limits.ts';
import type { CallOptions } from './operations.ts';
import type { SessionPool, SessionSlot } from './session-pool.ts';

export interface BaseCall {
  readonly operation: string;
  readonly effect: Effect;
  readonly method?: Call['method'];
  /** Below the base, without a leading slash; already encoded, query included. */
  readonly path: string;
  readonly json?: unknown;
  readonly timeoutMs?: number;
  readonly options: CallOptions;
}

type ErrorFields = Omit<VendorErrorFields, 'vendor' | 'account' | 'operation'>;

export interface Base {
  readonly clock: Clock;
  send(call: BaseCall): Promise<Answer>;
  toError(operation: string, fields: ErrorFields): VendorError;
  /** Ends all sessions. */
  finish(): Promise<void>;
}

export interface BaseOptions {
  readonly account: string;
  readonly http: Http;
  readonly pool: SessionPool;
  /** Which slot a call belongs to, for the cookie that its answer may set. */
  readonly slots: WeakMap<Call, SessionSlot>;
  readonly authorization: string;
  readonly clock: Clock;
  readonly redact: Redact;
}

/** The address of the standard interface below the base. */
export const ODATA = 'odata/standard.odata/';

/** Binds pool and onion of one base. */
export function createBase(options: BaseOptions): Base {
  const { account, pool, clock, redact } = options;
  const attempt = createAttempt(options);
  let idleTimer: NodeJS.Timeout | undefined;
  // A publication that reuses sessions by itself (`autouse`) sets no cookie: then none is asked for.
  let hasCookies = true;

  const run = async (call: BaseCall, slot: SessionSlot): Promise<Answer> => {
    if (hasCookies && slot.cookie === undefined) {
      await attempt(toStart(call), slot, 'start').catch((thrown: unknown) => {
        throw toReadError(thrown);
      });
      hasCookies = slot.cookie !== undefined;
    }
    return attempt(call, slot);
  };
  const finish = async (): Promise<void> => {
    const idle = pool.takeIdle();
    const ends = idle.map(async (slot) => {
      try {
        await attempt(toStart({ options: {} }), slot, 'finish');
      } catch (thrown) {
        // The session ends by itself soon; nobody waits for this answer.
        if (!isVendorError(thrown)) throw thrown;
      } finally {
        slot.cookie = undefined;
        pool.giveBack(slot);
      }
    });
    await Promise.all(ends);
  };
  const finishLater = (): void => {
    clearTimeout(idleTimer);
    const waitMs = Math.max(500, clock.toRealMs(IDLE_SESSION_MS));
    idleTimer = setTimeout(() => void finish(), waitMs);
    idleTimer.unref();
  };

  return {
    clock,
    toError: (operation, fields) => {
      const message = redact(fields.message, 500);
      return new VendorError({ ...fields, vendor: 'onec', account, operation, message });
    },
    send: async (call) => {
      clearTimeout(idleTimer);
      const turn = { level: call.options.level ?? 'live', signal: call.options.signal };
      try {
        return await pool.use(turn, async (slot) => {
          try {
            return await run(call, slot);
          } catch (thrown) {
            if (!isSessionGone(thrown)) throw thrown;
            slot.cookie = undefined;
            return run(call, slot);
          }
        });
      } finally {
        finishLater();
      }
    },
    finish: async () => {
      clearTimeout(idleTimer);
      await finish();
    },
  };
}

type Attempt = (call: BaseCall, slot: SessionSlot, session?: 'start' | 'finish') => Promise<Answer>;

/** Sends one call in a slot: its cookie, or the word that starts or ends a session. */
function createAttempt({ http, slots, authorization }: BaseOptions): Attempt {
  return (call, slot, session) => {
    const { operation, effect, method, path, json, timeoutMs } = call;
    const { level, signal } = call.options;
    const { cookie } = slot;
    const sent: Call = {
      ...{ operation, effect, path },
      timeoutMs: timeoutMs ?? (effect === 'read' ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS),
      headers: {
        authorization,
        ...(cookie === undefined ? {} : { cookie }),
        ...(session === undefined ? {} : { ibsession: session }),
      },
      ...(method === undefined ? {} : { method }),
      ...(json === undefined ? {} : { json }),
      ...(level === undefined ? {} : { level }),
      ...(signal === undefined ? {} : { signal }),
    };
    slots.set(sent, slot);
    return http.call(sent);
  };
}

/** The cheapest read there is: the list of sets. `create`, so that the onion does not repeat it. */
function toStart({ options }: Pick<BaseCall, 'options'>): BaseCall {
  return { operation: 'startSession', effect: 'create', path: `${ODATA}?$format=json`, options };
}

/** What failed before a call began has applied nothing of it. */
function toReadError(thrown: unknown): unknown {
  if (!isVendorError(thrown)) return thrown;
  const { vendor, account, operation, kind, status, code, retryAt } = thrown;
  return new VendorError({
    ...{ vendor, account, operation, kind, effect: 'read', notApplied: true, cause: thrown },
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...(retryAt === undefined ? {} : { retryAt }),
    message: `No 1C session could be started. ${thrown.message.split(': ').slice(1).join(': ')}`,
  });
}

function isSessionGone(thrown: unknown): boolean {
  return isVendorError(thrown) && thrown.code === SESSION_GONE;
}
