import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { startChild, type Child } from '../child.ts';
import type { Figure } from '../figures.ts';
import { assertRight } from '../wrong-result.ts';
import { startJudge, type Verdict } from './judge.ts';
import type { CallerSetup, CallerTalk } from './limited-caller.ts';
import { measureLoadedLimit } from './loaded-limit.ts';

/** What a standard portal allows in the long run (b24restdocs limits.md). */
const PER_SECOND = 2;
const GATE = 0.99;
const RESTARTS = 10;
const QUICK_RESTARTS = 2;
/**
 * Virtual seconds in one real second. The limiter keeps up to 18 requests at this scale, three
 * quarters of a real second of the rate, so that late timers of a busy machine lose nothing. From
 * 24 on a step of 250 ms in Redis would be all that it keeps, and every late one would cost a part.
 */
const SCALE = 12;
/** One step of the limiter in Redis. */
const STEP_MS = 250;
/**
 * Forty minutes of the portal's. A client that nobody told what was sent before begins two requests
 * below nothing and loses the part of a request that the one before it had saved up: 2.5 for each
 * beginning. Eleven beginnings are 28 of 4,800 requests, so 0.994 is what can be reached; with
 * fewer than 2,750 requests 0.99 cannot be reached.
 */
const REAL_MS = 200_000;
const QUICK_REAL_MS = 12_000;

interface Run {
  readonly name: string;
  readonly realMs: number;
  readonly restarts: number;
  readonly redisUrl?: string;
}

/**
 * Requests that arrive at a portal whose bucket is full, while the client is restarted again and
 * again, against the rate that the portal allows. Once alone, and once as two processes that share
 * the limit through Redis and are killed in turns; both side by side, for the sake of time. Then
 * the whole of Ponte under the same limit: what live work waits for beside two loads.
 */
export const benchLimits: Bench = async ({ stores, isQuick, say }) => {
  const length = isQuick
    ? { realMs: QUICK_REAL_MS, restarts: QUICK_RESTARTS }
    : { realMs: REAL_MS, restarts: RESTARTS };
  say(`limits: ${length.realMs / 1_000} s at ${SCALE} times the speed of time`);
  const runs: Run[] = [{ ...length, name: 'limits' }];
  if (stores.redis !== undefined) {
    runs.push({ ...length, name: 'limits.redis', redisUrl: stores.redis.url });
  }
  const figures = (await Promise.all(runs.map((run) => measure(run, { isQuick, say })))).flat();
  if (stores.redis === undefined) return figures;
  return [...figures, ...(await measureLoadedLimit({ stores, isQuick, say }, stores.redis.url))];
};

async function measure(
  run: Run,
  { isQuick, say }: { isQuick: boolean; say: (line: string) => void },
): Promise<Figure[]> {
  const { name } = run;
  const time = { scale: SCALE, originMs: Date.now() };
  const judge = await startJudge(time);
  const setup = { ...time, webhookUrl: judge.webhookUrl };
  const callers = await Callers.start(run, setup);
  try {
    await judge.fill();
    const startedAt = performance.now();
    await callers.begin();
    for (let restart = 1; restart <= run.restarts; restart += 1) {
      const atMs = (run.realMs * restart) / (run.restarts + 1);
      // Somewhere within a step, so that restarts neither find nor miss its end by arrangement.
      await sleep(toRest(startedAt, atMs) + Math.random() * STEP_MS);
      await callers.restart(restart);
    }
    await sleep(toRest(startedAt, run.realMs));
    const seconds = ((performance.now() - startedAt) * SCALE) / 1_000;
    const verdict = await judge.read();
    const failures = await callers.listFailures();
    const granted = verdict.requests - verdict.refusals;
    say(toSentence(run, verdict, seconds));
    assertRight(granted > 0, `${name}: no request arrived. ${failures.join(' ')}`);
    assertRight(failures.length === 0, `${name}: calls failed. ${failures.join(' ')}`);
    const allowed = seconds * PER_SECOND;
    const rate = { unit: 'requests granted', ours: [granted], baseline: [allowed] };
    return [
      // A few seconds with three beginnings cannot reach it.
      { name, ...rate, ...(isQuick ? {} : { gate: GATE }) },
      {
        name: `${name}.not-refused`,
        ...{ unit: 'requests granted', gate: 1, ours: [granted], baseline: [verdict.requests] },
      },
    ];
  } finally {
    await callers.stop();
    await judge.stop();
  }
}

function toRest(startedAt: number, untilMs: number): number {
  return Math.max(0, untilMs - (performance.now() - startedAt));
}

function toSentence(
  { name, restarts }: Run,
  { requests, refusals, maxBucketLevel }: Verdict,
  seconds: number,
): string {
  return (
    `${name}: ${requests} requests in ${Math.round(seconds)} s of the portal's, ${restarts} restarts, ` +
    `${refusals} refused, the bucket's highest level ${maxBucketLevel} of 50`
  );
}

/** Whoever calls: one process whose client is restarted, or two that are killed in turns. */
class Callers {
  readonly #processes: Child<CallerTalk>[];
  readonly #setup: CallerSetup;

  private constructor(processes: Child<CallerTalk>[], setup: CallerSetup) {
    this.#processes = processes;
    this.#setup = setup;
  }

  static async start({ redisUrl }: Run, common: CallerSetup): Promise<Callers> {
    const setup = { ...common, ...(redisUrl === undefined ? {} : { redisUrl }) };
    const count = redisUrl === undefined ? 1 : 2;
    const processes = await Promise.all(Array.from({ length: count }, () => startCaller(setup)));
    return new Callers(processes, setup);
  }

  async begin(): Promise<void> {
    await Promise.all(this.#processes.map((child) => child.ask('begin', {})));
  }

  async restart(turn: number): Promise<void> {
    if (this.#setup.redisUrl === undefined) {
      await this.#processes[0]?.ask('begin', {});
      return;
    }
    const at = turn % this.#processes.length;
    await this.#processes[at]?.stop();
    const next = await startCaller(this.#setup);
    this.#processes[at] = next;
    await next.ask('begin', {});
  }

  async listFailures(): Promise<string[]> {
    const told = await Promise.all(this.#processes.map((child) => child.ask('failures', {})));
    return told.flat();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#processes.map((child) => child.stop()));
  }
}

function startCaller(setup: CallerSetup): Promise<Child<CallerTalk>> {
  return startChild<CallerTalk>(new URL('limited-caller.ts', import.meta.url), setup);
}
