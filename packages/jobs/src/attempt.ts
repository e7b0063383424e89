import type { Clock } from '@ponte/clock';
import type { Logger } from '@ponte/logging';
import { GivenBack } from './attempt-ends.ts';
import type { Backend } from './backend.ts';
import { isKiller, isSuspect, sayDied, toDeaths, toMarkAlone, type Deaths } from './deaths.ts';
import {
  queueOf,
  type AnyJobSpec,
  type Handler,
  type JobEnding,
  type JsonObject,
} from './define.ts';
import type { Flight, InFlight } from './in-flight.ts';
import { heedKeptRing } from './kept-ring.ts';
import { obey } from './obey.ts';
import { newRunId } from './run-id.ts';
import { logRun } from './run-log.ts';
import type { RunEnd, RunRecorder, RunStart } from './runs.ts';
import type { QueuedJob, RunAttempt } from './queue-types.ts';
import { saveMark, settle } from './settle.ts';
import { judgeUnknown, UNKNOWN_JOB_POLICY } from './unknown-job.ts';
import {
  toEndedVerdict,
  toFailedVerdict,
  toGivenBackVerdict,
  toStoppedVerdict,
  type AttemptPlace,
  type Verdict,
} from './verdict.ts';

export interface AttemptTools {
  backend: Backend;
  specs: ReadonlyMap<string, AnyJobSpec>;
  handlers: Readonly<Record<string, Handler<JsonObject>>>;
  runs: RunRecorder;
  inFlight: InFlight;
  clock: Clock;
  logger: Logger;
  onRevoked?: ((run: RunEnd) => void) | undefined;
}

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
    const { verdict, flight } = await judge(tools, { job, spec, start, place });
    const end: RunEnd = { ...start, ...verdict.run, finishedAt: tools.clock.now() };
    const order = await settle(tools, { job, end, order: verdict.order, place });
    flight?.land();
    logRun(tools.logger, end, performance.now() - startedMs);
    if (end.errorKind === 'auth_revoked') tools.onRevoked?.(end);
    // What failed keeps its patience: the next attempt loads the present.
    const onAsleep = async () =>
      end.state === 'waiting' ? undefined : heedOthers(tools, job, spec);
    return obey(order, { job, token, clock: tools.clock, word: toWord(end), onAsleep });
  };
}

/** A job that sleeps is woken for whoever rang while it ran; at worst it wakes when it was going to. */
async function heedOthers(
  tools: AttemptTools,
  job: QueuedJob,
  spec: AnyJobSpec | undefined,
): Promise<void> {
  if (spec === undefined) return;
  try {
    await heedKeptRing(tools, { spec, payload: job.data });
  } catch (error) {
    const fields = { integration: queueOf(job.name), job: job.name, err: error };
    tools.logger.warn(fields, 'ring.unheeded');
  }
}

interface Case {
  job: QueuedJob;
  spec: AnyJobSpec | undefined;
  start: RunStart;
  place: AttemptPlace;
}

interface Judged {
  verdict: Verdict;
  /** Lands when the run is written down: a suspect stays alone until nothing can be laid at its door. */
  flight?: Flight | undefined;
}

async function judge(tools: AttemptTools, { job, spec, start, place }: Case): Promise<Judged> {
  const handler = tools.handlers[job.name];
  if (spec === undefined || handler === undefined) {
    return { verdict: judgeUnknown(job, tools.clock.now()) };
  }
  const deaths = toDeaths(job);
  if (isKiller(deaths)) {
    return { verdict: toStoppedVerdict('worker-died-repeatedly', sayDied(deaths)) };
  }
  const parsed = spec.payload.safeParse(job.data);
  if (!parsed.success) {
    return { verdict: toStoppedVerdict('bad-payload', sayBadPayload(parsed.error.issues)) };
  }
  let flight: Flight | undefined;
  try {
    flight = await takeOff(tools, job, deaths);
    const run = startHandler(handler, parsed.data as JsonObject, {
      runId: start.id,
      attempt: start.attempt,
      signal: flight.signal,
    });
    const ending = await Promise.race([run, flight.cut]);
    return { verdict: toEndedVerdict(ending, tools.clock.now()), flight };
  } catch (thrown) {
    const verdict = isLeaving(flight, thrown)
      ? toGivenBackVerdict(tools.clock.now())
      : toFailedVerdict(thrown, place);
    return { verdict, flight };
  }
}

/** A suspect starts alone, and says so in the queue before it can kill its worker. */
async function takeOff(tools: AttemptTools, job: QueuedJob, deaths: Deaths): Promise<Flight> {
  if (!isSuspect(deaths)) return tools.inFlight.take(job.name);
  const flight = await tools.inFlight.take(job.name, { isAlone: true });
  await saveMark(tools, job, toMarkAlone(job, deaths));
  return flight;
}

/** A promise in any case, also from a handler that throws before its first await. */
async function startHandler(
  handler: Handler<JsonObject>,
  payload: JsonObject,
  context: Parameters<Handler<JsonObject>>[1],
): Promise<JobEnding> {
  return handler(payload, context);
}

function isLeaving(flight: Flight | undefined, thrown: unknown): boolean {
  if (thrown instanceof GivenBack) return true;
  return flight !== undefined && flight.isLeaving && flight.signal.aborted;
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

function toWord(end: RunEnd): string {
  return end.reason === null ? end.state : `${end.state}: ${end.reason}`;
}

function sayBadPayload(issues: readonly { path: PropertyKey[]; message: string }[]): string {
  const words = issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.message}`);
  return `The payload does not fit this job's schema (${words.join('; ')}). Ring it again correctly.`;
}
