import { readInput } from '../control/read-input.ts';
import type { ControlledFake } from '../control/controlled-fake.ts';
import { runAct } from './acts/run-act.ts';
import { resetPortal } from './create-portal.ts';
import {
  describeCounters,
  describeDeliveries,
  describePortal,
  describeRequests,
} from './portal-state.ts';
import type { Portal } from './portal.ts';
import { parseScenario } from './scenario.ts';

/** The portal as its control port sees it. */
export function controlPortal(portal: Portal): ControlledFake {
  return {
    vendor: 'bitrix24',
    reset: (input) => {
      const reader = readInput(input, '/reset');
      reader.only('seed', 'scenario');
      const seed = reader.has('seed') ? reader.integer('seed') : portal.seed;
      const scenario = reader.has('scenario') ? parseScenario(input['scenario']) : portal.scenario;
      resetPortal(portal, seed, scenario);
      return { seed, scenario: { ...scenario }, deals: portal.deals.liveCount };
    },
    setFaults: (list) => portal.faults.replace(list),
    advanceClock: (ms) => {
      portal.clock.advance(ms);
      return { now: new Date(portal.clock.nowMs()).toISOString() };
    },
    act: (input) => runAct(portal, input),
    state: (query) => describePortal(portal, query),
    requests: (query) => describeRequests(portal, query),
    counters: () => describeCounters(portal),
    deliveries: (query) => describeDeliveries(portal, query),
  };
}
