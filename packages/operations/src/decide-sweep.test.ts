import { describe, expect, it } from 'vitest';
import { decideSweep, FAILED_DRAIN_REST_MS, type SweepFacts } from './decide-sweep.ts';
import { flows } from './flows.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const [flow] = flows;
if (flow === undefined) throw new Error('There must be a flow.');

const facts = (change: Partial<SweepFacts>): SweepFacts => ({
  events: [],
  dirty: [],
  loads: [],
  paused: new Set(),
  nowMs: NOW,
  ...change,
});
const drainEnded = (state: 'failed' | 'done' | 'waiting', agoMs: number): SweepFacts['dirty'] => [
  {
    flow,
    account: 'default',
    lastDrain: { state, reason: null, finishedAt: new Date(NOW - agoMs) },
  },
];
const names = (given: SweepFacts): string[] =>
  decideSweep(given).map(({ job, account }) => `${job.name} ${account}`);

describe('the sweep', () => {
  it('rings nothing when nothing lies unworked', () => {
    expect(names(facts({}))).toEqual([]);
  });

  it('rings for events that nobody took', () => {
    const events = [{ source: 'bitrix24', account: 'default' }];
    expect(names(facts({ events }))).toEqual(['bitrix24-deals.absorb-events default']);
  });

  it('leaves events alone that no integration works on yet', () => {
    expect(names(facts({ events: [{ source: 'bling', account: 'default' }] }))).toEqual([]);
  });

  it('rings for records that wait to be read', () => {
    const dirty = [{ flow, account: 'default', lastDrain: undefined }];
    expect(names(facts({ dirty }))).toEqual(['bitrix24-deals.drain-deals default']);
    expect(names(facts({ dirty: drainEnded('done', 1_000) }))).toHaveLength(1);
    expect(names(facts({ dirty: drainEnded('waiting', 1_000) }))).toHaveLength(1);
  });

  it('lets a drain rest that has just failed for good, and tries again later', () => {
    expect(names(facts({ dirty: drainEnded('failed', FAILED_DRAIN_REST_MS - 1) }))).toEqual([]);
    expect(names(facts({ dirty: drainEnded('failed', FAILED_DRAIN_REST_MS) }))).toHaveLength(1);
  });

  it('rings nothing of a paused integration', () => {
    const events = [{ source: 'bitrix24', account: 'default' }];
    const paused = new Set(['bitrix24-deals']);
    expect(names(facts({ events, dirty: drainEnded('done', 1), paused }))).toEqual([]);
  });
});
