import type { ControlledFake } from '../control/controlled-fake.ts';
import { readInput } from '../control/read-input.ts';
import { runAct } from './acts/run-act.ts';
import { describeBase, describeCounters, describeRequests } from './base-state.ts';
import { resetBase, type Base } from './base.ts';
import { parseScenario } from './scenario.ts';

/** The base as its control port sees it. */
export function controlBase(base: Base): ControlledFake {
  return {
    vendor: 'onec',
    reset: (input) => {
      const reader = readInput(input, '/reset');
      reader.only('seed', 'scenario');
      const seed = reader.has('seed') ? reader.integer('seed') : base.seed;
      const scenario = reader.has('scenario') ? parseScenario(input['scenario']) : base.scenario;
      resetBase(base, seed, scenario);
      return { seed, scenario: { ...scenario } };
    },
    setFaults: (list) => base.faults.replace(list),
    advanceClock: (ms) => {
      base.clock.advance(ms);
      return { now: new Date(base.clock.nowMs()).toISOString() };
    },
    act: (input) => runAct(base, input),
    state: (query) => describeBase(base, query),
    requests: (query) => describeRequests(base, query),
    counters: () => describeCounters(base),
    // 1C sends no webhooks.
    deliveries: () => ({ total: 0, deliveries: [] }),
  };
}
