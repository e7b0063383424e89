import { listBackends, type BackendKind, type Bench, type BenchTask } from '../bench.ts';
import type { Figure } from '../figures.ts';
import { compareNewConnections, compareRates, type Measuring, type Rival } from './comparisons.ts';
import type { BodyKind } from './requests.ts';
import { compareWaiting, measureCommit } from './waiting.ts';
import { toLine } from '../report.ts';
import { measureEndToEnd } from './end-to-end.ts';
import { compareOutage } from './outage.ts';
import type { Stores } from '../stores.ts';
import { openSides } from './sides.ts';
import { assertRings } from './rings.ts';

/**
 * Gates against Node's http server that does nothing, and against Express with one INSERT per
 * request. The Express route that forgets is told without a gate: how far a durable answer can be
 * ahead of it is a matter of the machine (docs/decisions/0009).
 */
const GATES = { json: { nodeHttp: 0.4, durable: 2 }, form: { nodeHttp: 0.5, durable: 2.5 } };

/**
 * Durable webhooks per second of our api, proved, de-duplicated and committed before the answer,
 * against servers that keep nothing and one that keeps what it is sent. No worker runs meanwhile;
 * at the end one does, to tell the rate from the webhook to the absorbed event.
 */
export const benchIngress: Bench = async (task) => {
  const figures: Figure[] = [];
  for (const backend of listBackends(task.stores)) {
    figures.push(...(await benchOn(backend, task)));
  }
  return figures;
};

async function benchOn(backend: BackendKind, task: BenchTask): Promise<Figure[]> {
  const { stores, rounds, isQuick, say } = task;
  const sides = await openSides(backend, stores);
  const measuring: Measuring = { sides, rounds, isQuick };
  try {
    await assertRings(sides, stores);
    const figures: Figure[] = [];
    for (const [what, measure] of listSteps(backend, measuring, stores)) {
      say(`ingress with queues on ${backend}: ${what} ...`);
      const measured = await measure();
      for (const figure of measured) say(`  ${toLine(figure)}`);
      figures.push(...measured);
    }
    return figures;
  } finally {
    await sides.stop();
  }
}

type Step = readonly [what: string, measure: () => Promise<Figure[]>];

function listSteps(backend: BackendKind, measuring: Measuring, stores: Stores): Step[] {
  const named = (what: string): string => `ingress.${what}.${backend}`;
  const json = { name: named('json'), kind: 'json', rivals: listRivals('json') } as const;
  const form = { name: named('form'), kind: 'form', rivals: listRivals('form') } as const;
  const opened = {
    ...({ name: named('new-connection'), kind: 'json' } as const),
    rivals: [{ baseline: 'bare', suffix: 'bare' }],
  } as const;
  return [
    ['JSON', () => compareRates(measuring, json)],
    ['forms', () => compareRates(measuring, form)],
    ['waiting of JSON', () => compareWaiting(measuring, { ...json, name: named('p99-json') })],
    ['waiting of forms', () => compareWaiting(measuring, { ...form, name: named('p99-form') })],
    ['one commit', async () => [await measureCommit(measuring, named('one-commit'))]],
    ['new connections', () => compareNewConnections(measuring, opened)],
    ...(backend === 'redis'
      ? [['Redis goes away', async () => [await compareOutage(measuring, stores)]] as const]
      : []),
    ['end to end', async () => [await measureEndToEnd(measuring, { name: named('end-to-end') })]],
  ];
}

function listRivals(kind: BodyKind): Rival[] {
  const { nodeHttp, durable } = GATES[kind];
  return [
    { baseline: 'bare', suffix: 'bare' },
    { baseline: 'nodeHttp', suffix: 'node-http', gate: nodeHttp },
    { baseline: 'durable', suffix: 'durable', gate: durable },
  ];
}
