import { places } from '../brazil/places.ts';
import { ControlRefusal } from '../control/control-refusal.ts';
import type { ControlledFake } from '../control/controlled-fake.ts';
import { readInput } from '../control/read-input.ts';
import type { Json } from '../json.ts';
import { runAct } from './acts.ts';
import { resetGeoWorld, type GeoWorld } from './geo-world.ts';
import { namedCodes } from './maps/short-links.ts';

/** The four vendors as their one control port sees them. */
export function controlWorld(world: GeoWorld): ControlledFake {
  return {
    vendor: 'geo',
    reset: (input) => {
      const reader = readInput(input, '/reset');
      reader.only('seed', 'scenario');
      const seed = reader.has('seed') ? reader.integer('seed') : world.seed;
      needDefault(input['scenario']);
      resetGeoWorld(world, seed);
      return { seed, scenario: { name: 'default' }, places: places.length };
    },
    setFaults: (list) => world.faults.replace(list),
    advanceClock: (ms) => {
      world.clock.advance(ms);
      return { now: new Date(world.clock.nowMs()).toISOString() };
    },
    act: (input) => runAct(world, input),
    state: (query) => describeWorld(world, query),
    requests: (query) => describeRequests(world, query),
    counters: () => ({
      ...world.counters,
      requestsByVendor: { ...world.counters.requestsByVendor },
      limitRefusals: { ...world.counters.limitRefusals },
      requestsByMethod: { ...world.counters.requestsByMethod },
      refusalsByCode: { ...world.counters.refusalsByCode },
      faultsByKind: { ...world.counters.faultsByKind },
    }),
    // None of the four sends anything on its own.
    deliveries: () => ({ pending: 0, deliveries: [] }),
  };
}

/** The map is the same for every scenario: a name that asks for another one is a mistake. */
function needDefault(scenario: Json | undefined): void {
  if (scenario === undefined || scenario === null || scenario === 'default') return;
  throw new ControlRefusal('geo has one scenario: "default". Its places are those of every board.');
}

/** Counts and settings; `?places=1` adds every place with its coordinates. */
function describeWorld(world: GeoWorld, query: URLSearchParams): Json {
  const { clock, limits, addedLinks, forgotten } = world;
  return {
    vendor: 'geo',
    seed: world.seed,
    now: new Date(clock.nowMs()).toISOString(),
    counts: { places: places.length, addedLinks: addedLinks.size },
    codes: [...namedCodes, ...addedLinks.keys()],
    forgotten: [...forgotten].map(([cep, vendors]) => ({ cep, vendors })),
    limits: Object.fromEntries(
      Object.entries(limits).map(([vendor, { rate }]) => [vendor, rate ? { ...rate } : null]),
    ),
    blocked: clock.nowMs() < world.blockedUntilMs,
    settings: { ...world.settings },
    faults: world.faults.list(),
    ...(query.has('places')
      ? { places: places.map((place) => ({ ...place, city: place.city.name })) }
      : {}),
  };
}

function describeRequests({ requestLog }: GeoWorld, query: URLSearchParams): Json {
  const method = (query.get('method') ?? '').replace(/\*$/, '');
  const entries = requestLog.list().filter((entry) => entry.method.startsWith(method));
  const limit = Number(query.get('limit') ?? entries.length);
  const newest = limit > 0 ? entries.slice(-limit) : [];
  return { total: requestLog.total, requests: newest.map((entry) => ({ ...entry })) };
}
