import { expect } from 'vitest';
import { ageDeadWorkers } from './age-dead-workers.ts';
import type { World } from './start-world.ts';

/** Resolves when nothing waits, nothing runs and nothing has failed. */
export async function expectNothingLeft({ database }: Pick<World, 'database'>): Promise<void> {
  await ageDeadWorkers({ database });
  await expect
    .poll(async () => ({
      marks: await database.prisma.dirty.count(),
      received: await database.prisma.inboundEvent.count({ where: { state: 'received' } }),
      running: await database.prisma.run.count({ where: { state: 'running' } }),
      failed: await database.prisma.run.count({ where: { state: 'failed' } }),
    }))
    .toEqual({ marks: 0, received: 0, running: 0, failed: 0 });
}
