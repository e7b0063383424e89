import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../figures.ts';
import { openLine, type Line } from './line.ts';

export interface Pacing {
  readonly port: number;
  readonly connections: number;
  readonly perSecond: number;
  /** How long requests are sent; the first second is not counted. */
  readonly ms: number;
}

export interface Paced {
  readonly good: number;
  readonly bad: number;
  /** Milliseconds from the instant a request was due to its whole answer. */
  readonly p50: number;
  readonly p99: number;
}

const DISCARDED_MS = 1_000;

/**
 * Sends request n at n / rate whatever became of those before, as vendors do. The time is taken
 * from the instant it was due: a server that stands still pays for all that waits meanwhile.
 */
export async function pace(
  requests: readonly Buffer[],
  { port, connections, perSecond, ms }: Pacing,
): Promise<Paced> {
  const total = Math.min(requests.length, Math.floor((perSecond * ms) / 1_000));
  const times = new Float64Array(total);
  const count = { due: 0, sent: 0, good: 0, bad: 0 };
  const free: ((request: Buffer, at: number) => void)[] = [];
  const lines: Line[] = [];
  let startedAt = 0;
  const dueAt = (at: number): number => startedAt + (at * 1_000) / perSecond;

  /** Gives due requests to free connections; without one they wait and their time runs. */
  const sendDue = (): void => {
    while (count.sent < count.due) {
      const send = free.pop();
      const request = requests[count.sent];
      if (send === undefined || request === undefined) return;
      count.sent += 1;
      send(request, count.sent - 1);
    }
  };

  const open = async (): Promise<void> => {
    let underWay = 0;
    const send = (request: Buffer, at: number): void => {
      underWay = at;
      line.send(request);
    };
    const line: Line = await openLine({
      port,
      onAnswer: (isGood) => {
        times[underWay] = performance.now() - dueAt(underWay);
        count[isGood ? 'good' : 'bad'] += 1;
        free.push(send);
        sendDue();
      },
      onCut: () => void (count.bad += 1),
    });
    lines.push(line);
    free.push(send);
  };

  await Promise.all(Array.from({ length: connections }, open));
  startedAt = performance.now();
  while (count.good + count.bad < total) {
    const due = Math.floor(((performance.now() - startedAt) * perSecond) / 1_000) + 1;
    count.due = Math.min(total, due);
    sendDue();
    await sleep(1);
  }
  for (const line of lines) line.end();
  const counted = times.subarray(Math.min(total, Math.ceil((perSecond * DISCARDED_MS) / 1_000)));
  return {
    good: count.good,
    bad: count.bad,
    p50: percentile(counted, 0.5),
    p99: percentile(counted, 0.99),
  };
}
