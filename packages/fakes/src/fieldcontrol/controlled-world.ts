import type { ControlledFake } from '../control/controlled-fake.ts';
import { readInput } from '../control/read-input.ts';
import type { Json } from '../json.ts';
import { runAct } from './acts/run-act.ts';
import { parseScenario } from './scenario.ts';
import { countWorld, describeWorld } from './world-state.ts';
import { resetWorld, type World } from './world.ts';

/** The accounts as their control port sees them. */
export function controlWorld(world: World): ControlledFake {
  return {
    vendor: 'fieldcontrol',
    reset: (input) => {
      const reader = readInput(input, '/reset');
      reader.only('seed', 'scenario');
      const seed = reader.has('seed') ? reader.integer('seed') : world.start.seed;
      const scenario = reader.has('scenario')
        ? parseScenario(input['scenario'])
        : world.start.scenario;
      resetWorld(world, seed, scenario);
      return { seed, scenario: { ...scenario } };
    },
    setFaults: (list) => world.faults.replace(list),
    advanceClock: (ms) => {
      world.clock.advance(ms);
      return { now: new Date(world.clock.nowMs()).toISOString() };
    },
    act: (input) => runAct(world, input),
    state: (query) => describeWorld(world, query),
    requests: (query) => describeRequests(world, query),
    counters: () => countWorld(world),
    deliveries: (query) => describeDeliveries(world, query),
  };
}

/** The newest requests; `?method=post *` and `?limit=10` narrow them. */
function describeRequests({ requestLog }: World, query: URLSearchParams): Json {
  const glob = (query.get('method') ?? '*').toLowerCase().replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`^${glob.replaceAll('*', '.*')}$`);
  const fitting = requestLog.list().filter(({ method }) => pattern.test(method));
  return { total: requestLog.total, requests: newest(fitting, query) };
}

/** The history of deliveries of both accounts; `?event=order-created` and `?limit=10` narrow it. */
function describeDeliveries({ accounts }: World, query: URLSearchParams): Json {
  const outboxes = [...accounts.values()].map(({ outbox }) => outbox);
  const event = query.get('event');
  const all = outboxes
    .flatMap(({ log }) => log.list())
    .filter((entry) => event === null || entry.event === event)
    .sort((left, right) => (left.at < right.at ? -1 : Number(left.at > right.at)));
  const sum = (name: 'fired' | 'withheld' | 'sent' | 'failed'): number =>
    outboxes.reduce((total, { counts }) => total + counts[name], 0);
  return {
    ...{ fired: sum('fired'), sent: sum('sent'), failed: sum('failed') },
    withheld: sum('withheld'),
    pending: outboxes.reduce((total, { pending }) => total + pending, 0),
    deliveries: newest(all, query),
  };
}

function newest<T>(entries: readonly T[], query: URLSearchParams): readonly T[] {
  const limit = Number(query.get('limit') ?? entries.length);
  return limit > 0 ? entries.slice(-limit) : [];
}
