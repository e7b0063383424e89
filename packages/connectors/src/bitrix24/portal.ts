/**
 * One portal as methods and batches: the layer between our operations and the onion. It asks the
 * operating gate before every call and feeds it after, and turns what the portal says about
 * operating time into a moment to come back.
 */
import type { Clock } from '@ponte/clock';
import type { Answer, Call } from '../http/call.ts';
import type { Http } from '../http/create.ts';
import type { Redact } from '../http/redact.ts';
import type { Effect } from '../http/vendor-error.ts';
import {
  readBatch,
  RESULTS_AT,
  toBatchBody,
  type BatchAnswer,
  type Command,
  type CommandAnswer,
  type Params,
} from './batch.ts';
import { judgeWireError } from './errors.ts';
import { createGatePass } from './gate-pass.ts';
import { createToPortalError, type ToPortalError } from './portal-error.ts';
import type { CallOptions } from './operations.ts';
import type { OperatingGate } from './operating-gate.ts';

export interface PortalOptions {
  readonly account: string;
  readonly http: Http;
  readonly gate: OperatingGate;
  readonly clock: Clock;
  readonly redact: Redact;
}

export interface MethodCall {
  readonly operation: string;
  readonly effect: Effect;
  readonly method: string;
  readonly params?: Params | Readonly<Record<string, unknown>>;
  readonly options: CallOptions;
}

export interface MethodAnswer {
  readonly result: unknown;
  readonly next: number | undefined;
  readonly sentAt: Date;
}

export interface Batch {
  readonly operation: string;
  readonly commands: readonly Command[];
  /** The strongest that a command of it has; `read` when absent. */
  readonly effect?: Effect;
  readonly options: CallOptions;
}

export interface BatchReading {
  readonly answer: BatchAnswer;
  /** What the results are parsed from, each when it is asked for. */
  readonly bytes: Answer['bytes'];
  readonly sentAt: Date;
  /** What the portal needed by its own word, or the whole wait when it says nothing. */
  readonly durationMs: number;
}

export interface Portal {
  /** One method by itself. */
  call(call: MethodCall): Promise<MethodAnswer>;
  /**
   * Up to fifty commands in one request, run one after another. Throws when the portal refuses a command because a limit is
   * used up, since the rest of the batch fares no better; other refusals are per command.
   */
  batch(batch: Batch): Promise<BatchReading>;
  /** The result of one command, or the `VendorError` it stands for. */
  resultOf(answer: CommandAnswer, operation: string, effect?: Effect): unknown;
  readonly toError: ToPortalError;
  /** Virtual time. */
  now(): Date;
}

/** Binds gate and onion of one account. */
export function createPortal({ account, http, gate, clock, redact }: PortalOptions): Portal {
  const toError = createToPortalError(account, redact);
  const { pass, throwIfLimited } = createGatePass({ gate, clock, toError });

  async function send(call: Call): Promise<Omit<Answer, 'body'> & { body: Envelope }> {
    const answer = await http.call(call);
    // The classifier lets nothing through that is not an object with a result.
    return { ...answer, body: answer.body as Envelope };
  }

  return {
    toError,
    now: () => clock.now(),
    call: async ({ operation, effect, method, params, options }) => {
      await pass(operation, [method], options.signal);
      const { body, sentAt } = await send({
        ...{ operation, effect, ...options },
        ...{ method: 'POST', path: method, json: params ?? {} },
      });
      gate.note(method, body.time);
      const next = typeof body.next === 'number' ? body.next : undefined;
      return { result: body.result, next, sentAt };
    },
    batch: async ({ operation, commands, effect = 'read', options }) => {
      await pass(
        operation,
        new Set(['batch', ...commands.map((each) => each.method)]),
        options.signal,
      );
      const json = toBatchBody(commands);
      const { body, bytes, sentAt } = await send({
        ...{ operation, effect, ...options },
        ...{ method: 'POST', path: 'batch', json, partsAt: RESULTS_AT },
      });
      // Portals with the newer limiter bill the batch itself; the others leave this out.
      gate.note('batch', body.time);
      const answer = readBatch(body.result);
      if (answer === undefined) {
        throw toError(operation, {
          kind: 'unexpected_answer',
          effect,
          message: 'The answer is not that of a batch. If it goes on, ask Bitrix24.',
        });
      }
      for (const command of commands) gate.note(command.method, answer.timeOf(command.key));
      for (const command of commands) {
        const error = answer.errorOf(command.key);
        if (error !== undefined) throwIfLimited(operation, command, error);
      }
      const waitedMs = clock.nowMs() - sentAt.getTime();
      return { answer, bytes, sentAt, durationMs: readDurationMs(body.time) ?? waitedMs };
    },
    resultOf: (answer, operation, effect = 'read') => {
      if (answer.state === 'done') return answer.result;
      if (answer.state === 'refused') {
        throw toError(operation, { ...judgeWireError(answer.error, 200), effect });
      }
      throw toError(operation, {
        kind: 'unexpected_answer',
        effect,
        message:
          answer.state === 'unreadable'
            ? 'The answer to this command is not JSON. If it goes on, ask Bitrix24.'
            : 'The batch was answered without this command. If it goes on, ask Bitrix24.',
      });
    },
  };
}

/** Present in every success; `time` has three documented states and may be absent. */
interface Envelope {
  readonly result?: unknown;
  readonly next?: unknown;
  readonly time?: unknown;
}

/** `time.duration` is in seconds (b24restdocs limits.md). */
function readDurationMs(time: unknown): number | undefined {
  if (typeof time !== 'object' || time === null || !('duration' in time)) return undefined;
  return typeof time.duration === 'number' ? time.duration * 1_000 : undefined;
}
