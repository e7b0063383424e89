import type { ControlledFake } from '../control/controlled-fake.ts';
import { readInput } from '../control/read-input.ts';
import { describeChat, runAct } from './acts.ts';
import { resetBotWorld, type BotWorld } from './bot-world.ts';

/** The bot's world as its control port sees it. */
export function controlBot(world: BotWorld): ControlledFake {
  return {
    vendor: 'telegram',
    reset: (input) => {
      const reader = readInput(input, '/reset');
      reader.only('seed', 'scenario');
      const seed = reader.has('seed') ? reader.integer('seed') : world.seed;
      resetBotWorld(world, seed);
      return { seed, scenario: { name: 'default' }, chats: world.chats.size };
    },
    setFaults: (list) => world.faults.replace(list),
    advanceClock: (ms) => {
      world.clock.advance(ms);
      return { now: new Date(world.clock.nowMs()).toISOString() };
    },
    act: (input) => runAct(world, input),
    state: () => ({
      vendor: 'telegram',
      seed: world.seed,
      now: new Date(world.clock.nowMs()).toISOString(),
      isRevoked: world.isRevoked,
      chats: [...world.chats.values()].map(describeChat),
      commands: Object.fromEntries(world.commands),
      pendingUpdates: world.updates.length,
      webhook: world.webhook === undefined ? null : { url: world.webhook.url },
      faults: world.faults.list(),
    }),
    requests: (query) => {
      const method = query.get('method')?.toLowerCase();
      const entries = world.requestLog
        .list()
        .filter((entry) => method === undefined || entry.method.toLowerCase() === method);
      const limit = Number(query.get('limit') ?? entries.length);
      const newest = limit > 0 ? entries.slice(-limit) : [];
      return { total: world.requestLog.total, requests: newest.map((entry) => ({ ...entry })) };
    },
    counters: () => ({
      ...world.counters,
      requestsByMethod: { ...world.counters.requestsByMethod },
      refusalsByCode: { ...world.counters.refusalsByCode },
      faultsByKind: { ...world.counters.faultsByKind },
      maximum: { ...world.limits.maximum },
    }),
    deliveries: () => ({
      pending: world.webhook === undefined ? 0 : world.updates.length,
      deliveries: [...world.deliveryLog.list()],
    }),
  };
}
