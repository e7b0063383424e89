import { setTimeout as sleep } from 'node:timers/promises';
import { startChild, type Talk } from '../child.ts';
import type { Figure } from '../figures.ts';
import { assertRight } from '../wrong-result.ts';
import { prepare, type Measuring } from './comparisons.ts';
import { CONNECTIONS, countUnworked, loadPonte } from './sides.ts';

const MS = 3_000;
const QUICK_MS = 200;
const LOOK_EVERY_MS = 50;
const PATIENCE_MS = 120_000;

/**
 * Events per second from the first webhook to the moment the last one is absorbed (proved, stored,
 * marked dirty and settled by a worker), with everything on the same cores. The reading back of the
 * deals goes on beside it at the speed the portal allows.
 */
export async function measureEndToEnd(
  { sides, isQuick }: Measuring,
  { name }: { name: string },
): Promise<Figure> {
  const ms = isQuick ? QUICK_MS : MS;
  const worker = await startChild<Talk>(new URL('ponte-worker.ts', import.meta.url), sides.setup);
  try {
    await prepare(sides, { kind: 'form', ms, isKeptAlive: true });
    const startedAt = performance.now();
    const { good } = await loadPonte(sides, () =>
      sides.load.ask('hammer', {
        port: sides.ponte.port,
        connections: CONNECTIONS,
        ms,
        isKeptAlive: true,
      }),
    );
    while ((await countUnworked(sides)) > 0) {
      const waited = performance.now() - startedAt;
      assertRight(waited < PATIENCE_MS, 'the worker has not absorbed all events.');
      await sleep(LOOK_EVERY_MS);
    }
    const perSecond = (good * 1_000) / (performance.now() - startedAt);
    return { name, unit: 'absorbed events/s', ours: [perSecond] };
  } finally {
    await worker.stop();
  }
}
