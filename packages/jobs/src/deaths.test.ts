import { describe, expect, it } from 'vitest';
import { isKiller, isSuspect, toDeaths, toMarkAfter, toMarkAlone } from './deaths.ts';
import { createInFlight } from './in-flight.ts';
import type { JobMark } from './job-mark.ts';
import type { QueuedJob } from './queue-types.ts';

const jobWith = (stalledCounter: number, progress: JobMark | number = 0): QueuedJob =>
  ({ stalledCounter, progress }) as QueuedJob;

describe('the account of deaths', () => {
  it('makes a job a suspect after three deaths and never blames it for them', () => {
    expect([2, 3, 50].map((count) => isSuspect(toDeaths(jobWith(count))))).toEqual([
      ...[false, true, true],
    ]);
    expect(isKiller(toDeaths(jobWith(50)))).toBe(false);
  });

  it('blames a job for the fifth death with nothing beside it', () => {
    let job = jobWith(3);
    const blamed = [1, 2, 3, 4, 5].map(() => {
      job = jobWith(job.stalledCounter + 1, toMarkAlone(job, toDeaths(job)));
      return isKiller(toDeaths(job));
    });
    expect(blamed).toEqual([false, false, false, false, true]);
  });

  it('blames nobody for a death that came while it waited for its turn', () => {
    const ran = jobWith(3, toMarkAlone(jobWith(3), toDeaths(jobWith(3))));
    const givenBack = jobWith(3, toMarkAfter(ran, { isProof: false }));
    expect(toDeaths(jobWith(4, givenBack.progress as JobMark))).toEqual({ seen: 4, alone: 0 });
  });

  it('forgets all deaths with a recorded run and keeps the vendor’s word', () => {
    const mark = toMarkAfter(jobWith(7, { until: 5, aloneAfter: 6, diedAlone: 3 }), {
      isProof: true,
    });
    expect(mark).toEqual({ until: 5, forgotten: 7 });
    expect(toDeaths(jobWith(8, mark))).toEqual({ seen: 1, alone: 0 });
  });

  it('writes nothing for a job that saw no death', () => {
    expect(toMarkAfter(jobWith(0), { isProof: true })).toBeUndefined();
    expect(toMarkAfter(jobWith(4, { forgotten: 4 }), { isProof: true })).toBeUndefined();
    expect(toMarkAfter(jobWith(1), { isProof: false })).toBeUndefined();
  });
});

describe('who runs beside whom', () => {
  it('lets one that must be alone wait for those that run, and those after it for itself', async () => {
    const inFlight = createInFlight(60_000);
    const order: string[] = [];
    const first = await inFlight.take('first');
    const suspect = inFlight.take('suspect', { isAlone: true }).then((flight) => {
      order.push(`suspect with ${inFlight.count}`);
      return flight;
    });
    const later = inFlight.take('later').then((flight) => {
      order.push('later');
      return flight;
    });
    first.land();
    const alone = await suspect;
    expect(order).toEqual(['suspect with 1']);
    alone.land();
    (await later).land();
    expect(order).toEqual(['suspect with 1', 'later']);
    expect(inFlight.count).toBe(0);
  });

  it('gives back whoever still waits when the worker stops', async () => {
    const inFlight = createInFlight(60_000);
    const first = await inFlight.take('first');
    const waiting = inFlight.take('suspect', { isAlone: true });
    inFlight.abortAll();
    await expect(waiting).rejects.toThrow('gives this job back');
    first.land();
    await expect(inFlight.take('next')).resolves.toBeDefined();
  });
});
