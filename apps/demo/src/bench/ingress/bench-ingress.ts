import { listBackends, type BackendKind, type Bench, type BenchTask } from '../bench.ts';
import type { Figure } from '../figures.ts';
import {
  compareNewConnections,
  compareRates,
  compareWaiting,
  type Measuring,
} from './comparisons.ts';
import { toLine } from '../report.ts';
import { measureEndToEnd } from './end-to-end.ts';
import { compareOutage } from './outage.ts';
import { openSides } from './sides.ts';
import { assertRings } from './rings.ts';

const JSON_GATE = 2;
const FORM_GATE = 2.5;
/** Our 99th percentile must not lie above the bare route's. */
const WAITING_GATE = 1;

/**
 * Durable webhooks per second of our api, proved, de-duplicated and committed before the answer,
 * against a bare Express route that parses the same body and forgets it. No worker runs meanwhile;
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
  const named = (what: string): string => `ingress.${what}.${backend}`;
  const step = async (what: string, measure: () => Promise<Figure>): Promise<Figure> => {
    say(`ingress with queues on ${backend}: ${what} ...`);
    const figure = await measure();
    say(`  ${toLine(figure)}`);
    return figure;
  };
  try {
    await assertRings(sides, stores);
    const figures = [
      await step('JSON', () =>
        compareRates(measuring, { name: named('json'), kind: 'json', gate: JSON_GATE }),
      ),
      await step('forms', () =>
        compareRates(measuring, { name: named('form'), kind: 'form', gate: FORM_GATE }),
      ),
      await step('waiting of JSON', () =>
        compareWaiting(measuring, { name: named('p99-json'), kind: 'json', gate: WAITING_GATE }),
      ),
      await step('waiting of forms', () =>
        compareWaiting(measuring, { name: named('p99-form'), kind: 'form', gate: WAITING_GATE }),
      ),
      await step('new connections', () =>
        compareNewConnections(measuring, { name: named('new-connection'), kind: 'json' }),
      ),
    ];
    if (backend === 'redis') {
      figures.push(await step('Redis goes away', () => compareOutage(measuring, stores)));
    }
    figures.push(
      await step('end to end', () => measureEndToEnd(measuring, { name: named('end-to-end') })),
    );
    return figures;
  } finally {
    await sides.stop();
  }
}
