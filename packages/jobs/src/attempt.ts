import type { Clock } from '@ponte/clock';
import type { Logger } from '@ponte/logging';
import { GivenBack } from './attempt-ends.ts';
import {
  queueOf,
  type AnyJobSpec,
  type Handler,
  type JobEnding,
  type JsonObject,
} from './define.ts';
import type { Flight, InFlight } from './in-flight.ts';
import { obey } from './obey.ts';
import { newRunId } from './run-id.ts';
import { logRun } from './run-log.ts';
import type { RunEnd, RunRecorder, RunStart } from './runs.ts';
import type { QueuedJob, RunAttempt } from './queue-types.ts';
import {
  toEndedVerdict,
  toFailedVerdict,
  toGivenBackVerdict,
  toPostponedVerdict,
  toStoppedVerdict,
  toUnrecordedOrder,
  type AttemptPlace,
  type Order,
  type Verdict,
} from './verdict.ts';

export interface AttemptTools {
  specs: ReadonlyMap<string, AnyJobSpec>;
  handlers: Readonly<Record<string, Handler<JsonObject>>>;
  runs: RunRecorder;
  inFlight: InFlight;
  clock: Clock;
  logger: Logger;
  onRevoked?: ((run: RunEnd) => void) | undefined;
}

/** A worker that this job has killed so often is not killed again. */
const MAX_DEATHS = 10;

/** A job that nobody here knows may belong to a newer release: wait a day for its worker. */
const UNKNOWN_JOB_WAIT_MS = 30_000;
const UNKNOWN_JOB_PATIENCE_MS = 24 * 3_600_000;
const UNKNOWN_JOB_POLICY = { attempts: 1, firstDelayMs: 30_000, maxDelayMs: 30_000 };

/** One execution from the queue's hand into the queue's hand: parse, run, judge, record, log. */
export function createRunAttempt(tools: AttemptTools): RunAttempt {
  return async (job, token) => {
    const spec = tools.specs.get(job.name);
    const policy = spec?.retry ?? UNKNOWN_JOB_POLICY;
    applyPolicy(job, policy.attempts);
    const place: AttemptPlace = { policy, attempt: job.attemptsMade + 1, clock: tools.clock };
    const startedMs = performance.now();
    const start = toRunStart(job, tools.clock);
    tools.runs.started(start);
    const verdict = await judge(tools, { job, spec, start, place });
    const end: RunEnd = { ...start, ...verdict.run, finishedAt: tools.clock.now() };
    const order = await record(tools, { end, order: verdict.order, place });
    logRun(tools.logger, end, performance.now() - startedMs);
    if (end.errorKind === 'auth_revoked') tools.onRevoked?.(end);
    return obey(order, { job, token, clock: tools.clock, word: toWord(end) });
  };
}

interface Case {
  job: QueuedJob;
  spec: AnyJobSpec | undefined;
  start: RunStart;
  place: AttemptPlace;
}

async function judge(tools: AttemptTools, { job, spec, start, place }: Case): Promise<Verdict> {
  const now = tools.clock.now();
  const handler = tools.handlers[job.name];
  if (spec === undefined || handler === undefined) return judgeUnknown(job, now);
  if (job.stalledCounter >= MAX_DEATHS && job.attemptsStarted > MAX_DEATHS) {
    return toStoppedVerdict('worker-died-repeatedly', sayDied(job.stalledCounter));
  }
  const parsed = spec.payload.safeParse(job.data);
  if (!parsed.success) return toStoppedVerdict('bad-payload', sayBadPayload(parsed.error.issues));
  const flight = tools.inFlight.take(job.name);
  try {
    const run = startHandler(handler, parsed.data as JsonObject, {
      runId: start.id,
      attempt: start.attempt,
      mayBeRepeated: job.stalledCounter > 0 || job.attemptsStarted > job.attemptsMade + 1,
      signal: flight.signal,
    });
    return toEndedVerdict(await Promise.race([run, flight.cut]), tools.clock.now());
  } catch (thrown) {
    if (isLeaving(flight, thrown)) return toGivenBackVerdict(tools.clock.now());
    return toFailedVerdict(thrown, place);
  } finally {
    flight.land();
  }
}

/** A promise in any case, also from a handler that throws before its first await. */
async function startHandler(
  handler: Handler<JsonObject>,
  payload: JsonObject,
  context: Parameters<Handler<JsonObject>>[1],
): Promise<JobEnding> {
  return handler(payload, context);
}

function isLeaving(flight: Flight, thrown: unknown): boolean {
  return thrown instanceof GivenBack || (flight.isLeaving && flight.signal.aborted);
}

function judgeUnknown(job: QueuedJob, now: Date): Verdict {
  const message =
    `No handler here knows the job ${job.name}. A worker of the release that rang it will take it; ` +
    'if there is none, remove the job.';
  if (Date.now() - job.timestamp > UNKNOWN_JOB_PATIENCE_MS) {
    return toStoppedVerdict('unknown-job', message);
  }
  return toPostponedVerdict('unknown-job', message, new Date(now.getTime() + UNKNOWN_JOB_WAIT_MS));
}

/** The policy of the code that runs holds, whatever the code that rang knew. */
function applyPolicy(job: QueuedJob, attempts: number): void {
  job.opts.attempts = attempts;
  job.opts.backoff = { type: 'ponte' };
  job.opts.stackTraceLimit = 3;
}

function toRunStart(job: QueuedJob, clock: Clock): RunStart {
  const account = job.data['account'];
  const startedAt = clock.now();
  return {
    id: newRunId(startedAt.getTime()),
    job: job.name,
    integration: queueOf(job.name),
    account: typeof account === 'string' ? account : null,
    attempt: job.attemptsMade + 1,
    payload: job.data,
    queueJobId: job.id ?? '',
    startedAt,
  };
}

interface Recording {
  end: RunEnd;
  order: Order;
  place: AttemptPlace;
}

async function record(tools: AttemptTools, { end, order, place }: Recording): Promise<Order> {
  try {
    await tools.runs.finished(end);
    return order;
  } catch (error) {
    const fields = { integration: end.integration, job: end.job, runId: end.id, err: error };
    tools.logger.error(fields, 'run.unrecorded');
    // A job that only goes back needs no row to be found again.
    return order.do === 'give-back' ? order : toUnrecordedOrder(error, place);
  }
}

function toWord(end: RunEnd): string {
  return end.reason === null ? end.state : `${end.state}: ${end.reason}`;
}

function sayDied(deaths: number): string {
  return (
    `The worker died ${deaths} times while this job ran, so it is put aside. Read the worker's last ` +
    'lines before each death (memory, a crash in native code), mend the cause, then retry the job.'
  );
}

function sayBadPayload(issues: readonly { path: PropertyKey[]; message: string }[]): string {
  const words = issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.message}`);
  return `The payload does not fit this job's schema (${words.join('; ')}). Ring it again correctly.`;
}
