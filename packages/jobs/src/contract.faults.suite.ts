import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CLOSE_LOOK,
  createWorld,
  DONE,
  keyed,
  tryRing,
  type Address,
  type World,
} from './contract.world.ts';
import { inspect } from './queues.ts';
import { QueueUnreachable } from './unreachable.ts';

/** A store that a test may take away. */
export interface Store {
  readonly address: Address;
  /** Ends it as a crash would. */
  stop(): Promise<void>;
  /** Brings it back with what it had on disk. */
  start(): Promise<void>;
}

const CHILD = fileURLToPath(new URL('contract.child.ts', import.meta.url));

/** What must hold when workers die, stand still, or the store goes away. */
export function describeFaults(label: string, getStore: () => Store): void {
  describe(`faults on ${label}`, () => {
    let world: World;
    let children: WorkerProcess[] = [];
    const start = (act: string): WorkerProcess => {
      const child = startChild(getStore().address, world.slug, act);
      children.push(child);
      return child;
    };
    beforeEach(() => {
      world = createWorld(getStore().address);
    });
    afterEach(async () => {
      await Promise.all(children.map((child) => child.kill()));
      children = [];
      await world.close();
    });

    describeDeaths(() => world, start);
    describeOutages(() => world, getStore);
  });
}

function describeDeaths(getWorld: () => World, start: (act: string) => WorkerProcess): void {
  it('does a job again whose worker was killed in the middle, and never fails it', async () => {
    const { ringer, specs, runs, work, backend, slug } = getWorld();
    for (const id of ['1', '2', '3']) await ringer.ring(specs.keyed, keyed(id));
    const doomed = start('wait');
    // A worker that stood still longer than its lock takes a job up twice.
    await expect
      .poll(() => new Set(doomed.lines.filter(isStart)), CLOSE_LOOK)
      .toEqual(new Set(['started 1', 'started 2', 'started 3']));
    await doomed.kill();
    await work({});
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(3);
    expect(runs.ended.map((run) => [run.state, run.attempt])).toEqual(Array(3).fill(['done', 1]));
    expect(await inspect(backend, [slug])).toMatchObject([{ failed: 0 }]);
  });

  it('turns no job into a failed one when the event loop stands still longer than the lock', async () => {
    const { ringer, specs, work, backend, slug } = getWorld();
    const blocked = start('block');
    await expect.poll(() => blocked.lines, CLOSE_LOOK).toContain('ready');
    for (const id of ['1', '2', '3']) await ringer.ring(specs.keyed, keyed(id));
    await expect.poll(() => blocked.lines.some(isStart), CLOSE_LOOK).toBe(true);
    await work({});
    await expect
      .poll(() => blocked.lines.some((line) => line.startsWith('ended')), CLOSE_LOOK)
      .toBe(true);
    await expect
      .poll(() => inspect(backend, [slug]), CLOSE_LOOK)
      .toMatchObject([{ waiting: 0, active: 0, delayed: 0, failed: 0 }]);
  });

  it('puts a job aside that kills every worker, and lets its slow neighbour end well', async () => {
    const { ringer, specs, backend, slug } = getWorld();
    await ringer.ring(specs.keyed, keyed('poison'));
    await ringer.ring(specs.keyed, keyed('neighbour'));
    const supervisor = supervise(() => start('poison'));
    await expect
      .poll(() => inspect(backend, [slug]), CLOSE_LOOK)
      .toMatchObject([{ waiting: 0, active: 0, delayed: 0, failed: 1 }]);
    await supervisor.stop();
    const failed = await (await backend.queue(slug)).getFailed();
    expect(failed.map((job) => [job.data['id'], job.failedReason])).toEqual([
      ['poison', expect.stringContaining('with nothing beside it') as string],
    ]);
    expect(supervisor.lines).toContain('ended neighbour');
    expect(supervisor.lines.filter((line) => line === 'started poison')).toHaveLength(8);
  });

  it('forgets deaths with every recorded run, so that a job that lives long outlives them all', async () => {
    const { ringer, specs, runs, work, backend, slug } = getWorld();
    await ringer.ring(specs.keyed, keyed('long-lived'));
    for (let deaths = 0; deaths < 10; deaths += 1) {
      const child = start('again');
      await expect
        .poll(() => child.lines.filter(isStart).length, CLOSE_LOOK)
        .toBeGreaterThanOrEqual(2);
      await child.kill();
    }
    await work({});
    await expect.poll(() => runs.ended, CLOSE_LOOK).toMatchObject([{ state: 'done' }]);
    expect(await inspect(backend, [slug])).toMatchObject([{ failed: 0 }]);
  });
}

function describeOutages(getWorld: () => World, getStore: () => Store): void {
  it('refuses rings within the patience while the store is away, and goes on by itself after', async () => {
    const { specs, runs, slug, work } = getWorld();
    const impatient = createWorld(getStore().address, { slug, isImpatient: true });
    const tryToRing = (n: number): Promise<string> =>
      tryRing(() => impatient.ringer.ring(specs.plain, { n }));
    try {
      await work({});
      await expect.poll(() => tryToRing(1), CLOSE_LOOK).toBe('rung');
      await expect.poll(() => runs.ended.map((run) => run.payload['n']), CLOSE_LOOK).toContain(1);
      await getStore().stop();
      await expect(impatient.ringer.ring(specs.plain, { n: 2 })).rejects.toMatchObject({
        kind: 'unavailable',
      });
      expect(await tryToRing(3)).toBe('refused');
      await getStore().start();
      await expect.poll(() => tryToRing(4), CLOSE_LOOK).toBe('rung');
      await expect.poll(() => runs.ended.map((run) => run.payload['n']), CLOSE_LOOK).toContain(4);
    } finally {
      await impatient.close();
    }
  });

  it('starts while the store is away and works as soon as it is there', async () => {
    await getStore().stop();
    const world = createWorld(getStore().address, { isImpatient: true });
    try {
      const working = world.work({});
      await expect(world.backend.prepare()).rejects.toThrow(QueueUnreachable);
      await expect(world.ringer.ring(world.specs.plain, { n: 1 })).rejects.toThrow(
        QueueUnreachable,
      );
      await getStore().start();
      await working;
      await expect
        .poll(() => tryRing(() => world.ringer.ring(world.specs.plain, { n: 2 })), CLOSE_LOOK)
        .toBe('rung');
      // A ring that was refused for its time alone may arrive all the same.
      await expect
        .poll(() => world.runs.ended.map((run) => run.payload['n']), CLOSE_LOOK)
        .toContain(2);
    } finally {
      await world.close();
    }
  });

  it('keeps what it runs and what waits over a restart of the store', async () => {
    const { ringer, specs, runs, work } = getWorld();
    const gate = Promise.withResolvers<void>();
    let hasStarted = false;
    await work({
      keyed: async () => {
        hasStarted = true;
        await gate.promise;
        return DONE;
      },
    });
    await ringer.ring(specs.keyed, keyed('running'));
    await expect.poll(() => hasStarted, CLOSE_LOOK).toBe(true);
    await ringer.ring(specs.plain, { n: 1 }, { delayMs: 3_000 });
    await getStore().stop();
    gate.resolve();
    await getStore().start();
    const isDone = (name: string) => (): boolean =>
      runs.ended.some((run) => run.job.endsWith(name) && run.state === 'done');
    await expect.poll(isDone('do-keyed'), CLOSE_LOOK).toBe(true);
    await expect.poll(isDone('do-plain'), CLOSE_LOOK).toBe(true);
  });

  it('closes within its deadline while the store is away', async () => {
    const { work } = getWorld();
    const runtime = await work({});
    await getStore().stop();
    await runtime.close({ deadlineMs: 1_000 });
    await getStore().start();
  });
}

interface WorkerProcess {
  readonly lines: string[];
  readonly gone: Promise<void>;
  kill(): Promise<void>;
}

interface Supervisor {
  /** What all its workers said. */
  readonly lines: readonly string[];
  stop(): Promise<void>;
}

/** Starts a worker whenever the one before it is gone. */
function supervise(startOne: () => WorkerProcess): Supervisor {
  const children: WorkerProcess[] = [];
  let isStopped = false;
  const watch = async (): Promise<void> => {
    while (!isStopped) {
      const child = startOne();
      children.push(child);
      await child.gone;
    }
  };
  const watching = watch();
  return {
    get lines() {
      return children.flatMap(({ lines }) => lines);
    },
    stop: async () => {
      isStopped = true;
      await children.at(-1)?.kill();
      await watching;
    },
  };
}

const isStart = (line: string): boolean => line.startsWith('started');

function startChild(address: Address, slug: string, act: string): WorkerProcess {
  const child: ChildProcess = spawn(process.execPath, [CHILD, JSON.stringify(address), slug, act], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  let rest = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    lines,
    gone,
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
