import { percentile } from '../figures.ts';
import { openLine, type Line } from './line.ts';

export interface Hammering {
  readonly port: number;
  readonly connections: number;
  readonly ms: number;
  /** False: a new connection for every request. */
  readonly isKeptAlive: boolean;
}

export interface Hammered {
  /** Answers of 2xx, also those that came after the end. */
  readonly good: number;
  /** Other answers, and connections that were cut. */
  readonly bad: number;
  /** Good answers per second of the measured time. */
  readonly perSecond: number;
  /** Milliseconds from sending to the whole answer. */
  readonly p50: number;
  readonly p99: number;
}

/**
 * Every connection sends its next request when the last one is answered, until the time is over or
 * the requests are used up; what is under way then is waited for, so that it can be counted.
 */
export async function hammer(
  requests: readonly Buffer[],
  { port, connections, ms, isKeptAlive }: Hammering,
): Promise<Hammered> {
  const times = new Float64Array(requests.length);
  const count = { sent: 0, good: 0, inTime: 0, bad: 0 };
  const startedAt = performance.now();
  const endAt = startedAt + ms;
  let lastAt = startedAt;

  const note = (isGood: boolean, sentAt: number): void => {
    lastAt = performance.now();
    if (!isGood) {
      count.bad += 1;
      return;
    }
    times[count.good] = lastAt - sentAt;
    count.good += 1;
    if (lastAt < endAt) count.inTime += 1;
  };

  /** One connection from its opening to its end. */
  const runLine = async (): Promise<void> => {
    let sentAt = 0;
    let stop: () => void = () => undefined;
    const stopped = new Promise<void>((resolve) => (stop = resolve));
    const sendNext = (): void => {
      const request = requests[count.sent];
      sentAt = performance.now();
      if (request === undefined || sentAt >= endAt) return stop();
      count.sent += 1;
      line.send(request);
    };
    const line: Line = await openLine({
      port,
      onAnswer: (isGood) => {
        note(isGood, sentAt);
        if (isKeptAlive) sendNext();
        else stop();
      },
      onCut: () => {
        count.bad += 1;
        stop();
      },
    });
    sendNext();
    await stopped;
    line.end();
  };

  const runLines = async (): Promise<void> => {
    do await runLine();
    while (!isKeptAlive && performance.now() < endAt && count.sent < requests.length);
  };
  await Promise.all(Array.from({ length: connections }, runLines));
  const taken = times.subarray(0, count.good);
  return {
    good: count.good,
    bad: count.bad,
    perSecond: (count.inTime * 1_000) / (Math.min(lastAt, endAt) - startedAt),
    p50: percentile(taken, 0.5),
    p99: percentile(taken, 0.99),
  };
}
