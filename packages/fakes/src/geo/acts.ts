import { ControlRefusal } from '../control/control-refusal.ts';
import { readInput, type InputReader } from '../control/read-input.ts';
import type { Json, JsonObject } from '../json.ts';
import { createCounters, geoVendors, type GeoVendor, type GeoWorld } from './geo-world.ts';
import { createRateLimit } from './rate-limit.ts';

interface Act {
  readonly takes: readonly string[];
  run(world: GeoWorld, input: InputReader): Json;
}

const acts: Readonly<Record<string, Act>> = {
  /** A short link of one's own: `{"do":"add-link","code":"home","location":"https://…"}`. */
  'add-link': {
    takes: ['code', 'location', 'status', 'slow'],
    run: (world, input) => {
      const code = input.text('code');
      const link = {
        status: input.has('status') ? input.integer('status') : 302,
        location: input.optionalText('location'),
        isSlow: input.optionalBoolean('slow') ?? false,
      };
      world.addedLinks.set(code, link);
      return { code };
    },
  },
  /** Makes vendors say that there is no such CEP; without "vendors" both CEP services. */
  'forget-cep': {
    takes: ['cep', 'vendors'],
    run: (world, input) => {
      const cep = input.text('cep').replaceAll(/\D/g, '');
      const names = input.optionalTexts('vendors') ?? ['viacep', 'brasilapi'];
      world.forgotten.set(cep, names.map(needVendor));
      return { cep, vendors: names };
    },
  },
  'recall-cep': {
    takes: ['cep'],
    run: (world, input) => {
      const cep = input.text('cep').replaceAll(/\D/g, '');
      return { recalled: world.forgotten.delete(cep) };
    },
  },
  /** How many requests a vendor bears; "perSecond" 0 takes the limit away. */
  'set-limit': {
    takes: ['vendor', 'perSecond', 'burst'],
    run: (world, input) => {
      const vendor = input.oneOf('vendor', geoVendors);
      const perSecond = input.optionalNumber('perSecond') ?? 0;
      const burst = Math.max(1, input.optionalNumber('burst') ?? 1);
      const rate = perSecond === 0 ? undefined : { perSecond, burst };
      world.limits[vendor] = createRateLimit(rate);
      world.blockedUntilMs = 0;
      return { vendor, limit: rate ?? null };
    },
  },
  'set-unknown-coordinates': {
    takes: ['form'],
    run: ({ settings }, input) => {
      settings.unknownCoordinates = input.oneOf('form', ['nulls', 'null', 'empty']);
      return { form: settings.unknownCoordinates };
    },
  },
  'set-homonyms': {
    takes: ['confused'],
    run: ({ settings }, input) => {
      settings.areHomonymsConfused = input.optionalBoolean('confused') ?? true;
      return { confused: settings.areHomonymsConfused };
    },
  },
  'set-viacep-erro': {
    takes: ['form'],
    run: ({ settings }, input) => {
      settings.viacepErro = input.oneOf('form', ['text', 'boolean']);
      return { form: settings.viacepErro };
    },
  },
  'set-latency': {
    takes: ['ms', 'slowLinkMs'],
    run: ({ settings }, input) => {
      settings.latencyMs = input.optionalNumber('ms') ?? settings.latencyMs;
      settings.slowLinkMs = input.optionalNumber('slowLinkMs') ?? settings.slowLinkMs;
      return { ms: settings.latencyMs, slowLinkMs: settings.slowLinkMs };
    },
  },
  'reset-counters': {
    takes: [],
    run: (world) => {
      world.counters = createCounters();
      world.requestLog.clear();
      return {};
    },
  },
};

/** Runs one POST /act body {do, …}. Refuses unknown verbs and fields by saying which there are. */
export function runAct(world: GeoWorld, body: JsonObject): Json {
  const verb = typeof body['do'] === 'string' ? body['do'] : '';
  const act = acts[verb];
  if (!act) {
    throw new ControlRefusal(
      `/act takes {"do": verb, …} with one of these verbs: ${Object.keys(acts).join(', ')}.`,
    );
  }
  const input = readInput(body, verb);
  input.only('do', ...act.takes);
  return act.run(world, input);
}

function needVendor(name: string): GeoVendor {
  const vendor = geoVendors.find((each) => each === name);
  if (vendor) return vendor;
  throw new ControlRefusal(
    `There is no geo vendor "${name.slice(0, 40)}". There are ${geoVendors.join(', ')}.`,
  );
}
