import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { HouseStatus } from '@ponte/operations/status';
import { readStatus } from '@ponte/operations/read-status';
import type { ApiContext } from './context.ts';

/** Everything that Prometheus may ask; read from the rows when it asks, not counted beside them. */
export interface Metrics {
  readonly contentType: string;
  render(): Promise<string>;
}

export function createMetrics(context: Pick<ApiContext, 'ports' | 'tally' | 'rings'>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'ponte_api_' });
  const gauge = (name: string, help: string, labelNames: string[] = []): Gauge =>
    new Gauge({ name: `ponte_${name}`, help, labelNames, registers: [registry] });
  const counter = (name: string, help: string, labelNames: string[] = []): Counter =>
    new Counter({ name: `ponte_${name}`, help, labelNames, registers: [registry] });
  const received = counter('webhook_received_total', 'Webhook requests by outcome', [
    'vendor',
    'outcome',
  ]);
  const ringsFailed = counter('ring_failures_total', 'Rings that did not reach the queue');
  const gauges = {
    statusUp: gauge('status_up', '1 when the rows could be read for this scrape'),
    queueUp: gauge('queue_up', '1 when the store of the queues answers'),
    jobs: gauge('queue_jobs', 'Jobs by queue and state', ['queue', 'state']),
    oldestJob: gauge('queue_oldest_job_age_seconds', 'Age of the longest waiting job', ['queue']),
    unworked: gauge('flow_waiting', 'Events and records that wait to be worked', [
      'integration',
      'what',
    ]),
    freshness: gauge('flow_freshness_seconds', 'Age of the oldest thing that is not worked yet', [
      'integration',
    ]),
    held: gauge('held_records', 'Records that wait for a person', ['integration', 'reason']),
    troubles: gauge('troubled_jobs', 'Jobs that fail or wait after a failure', [
      'integration',
      'state',
    ]),
    paused: gauge('integration_paused', '1 while the integration is paused', ['integration']),
    runs: gauge('runs_last_day', 'Runs of the last 24 hours by outcome', ['integration', 'state']),
    workers: gauge('workers_live', 'Worker processes that are alive'),
  };
  return {
    contentType: registry.contentType,
    render: async () => {
      const { tally, rings, ports } = context;
      received.reset();
      for (const { vendor, outcome, count } of tally.list()) {
        if (count > 0 || outcome === 'stored') received.inc({ vendor, outcome }, count);
      }
      ringsFailed.reset();
      ringsFailed.inc(rings.failed);
      const status = await readOrUndefined(() => readStatus(ports));
      gauges.statusUp.set(status === undefined ? 0 : 1);
      if (status !== undefined) setFromStatus(gauges, status);
      return registry.metrics();
    },
  };
}

type StatusGauges = Record<
  | 'queueUp'
  | 'jobs'
  | 'oldestJob'
  | 'unworked'
  | 'freshness'
  | 'held'
  | 'troubles'
  | 'paused'
  | 'runs'
  | 'workers',
  Gauge
>;

function setFromStatus(gauges: StatusGauges, status: HouseStatus): void {
  for (const gone of [gauges.held, gauges.troubles, gauges.runs, gauges.jobs]) gone.reset();
  gauges.workers.set(status.workers.length);
  gauges.queueUp.set(status.queues === null ? 0 : 1);
  for (const queue of status.queues ?? []) {
    for (const state of ['waiting', 'active', 'delayed', 'failed'] as const) {
      gauges.jobs.set({ queue: queue.name, state }, queue[state]);
    }
    gauges.oldestJob.set({ queue: queue.name }, queue.oldestWaitingMs / 1_000);
  }
  for (const { slug: integration, ...one } of status.integrations) {
    gauges.unworked.set({ integration, what: 'events' }, one.waiting.events);
    gauges.unworked.set({ integration, what: 'records' }, one.waiting.records);
    const age = one.freshAsOf === null ? 0 : Number(status.at) - Number(one.freshAsOf);
    gauges.freshness.set({ integration }, Math.max(0, age) / 1_000);
    gauges.paused.set({ integration }, one.pause === null ? 0 : 1);
    for (const { reason, count } of one.held) gauges.held.set({ integration, reason }, count);
    for (const { state } of one.troubles) gauges.troubles.inc({ integration, state });
  }
  for (const { integration, state, count } of status.runsOfDay) {
    gauges.runs.set({ integration, state }, count);
  }
}

/** A scrape must answer while PostgreSQL is away: that is when it is needed. */
async function readOrUndefined<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}
