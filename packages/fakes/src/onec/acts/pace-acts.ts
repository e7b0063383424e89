import { ControlRefusal } from '../../control/control-refusal.ts';
import type { InputReader } from '../../control/read-input.ts';
import { schemaByName } from '../schema.ts';
import type { Act } from './act.ts';

/** How fast the base is, and how it treats filters. */
export const paceActs: Readonly<Record<string, Act>> = {
  'set-latency': {
    takes: ['read', 'write', 'post', 'metadata', 'sets'],
    run: ({ settings }, input) => {
      const { latency } = settings;
      latency.read = input.optionalNumber('read') ?? latency.read;
      latency.write = input.optionalNumber('write') ?? latency.write;
      latency.post = input.optionalNumber('post') ?? latency.post;
      latency.metadata = input.optionalNumber('metadata') ?? latency.metadata;
      if (input.has('sets')) settings.setLatency = readTimes(input);
      return { ...latency, sets: Object.fromEntries(settings.setLatency) };
    },
  },
  'set-slow-sets': {
    takes: ['sets'],
    run: ({ settings }, input) => {
      settings.slowSets = readTimes(input);
      return { sets: Object.fromEntries(settings.slowSets) };
    },
  },
  'set-cold-start': {
    takes: ['ms', 'idleMs', 'cold'],
    run: ({ settings, warmth }, input) => {
      settings.coldStart.ms = input.optionalNumber('ms') ?? settings.coldStart.ms;
      settings.coldStart.idleMs = input.optionalNumber('idleMs') ?? settings.coldStart.idleMs;
      if (input.optionalBoolean('cold') === true) warmth.usedMs = Number.NEGATIVE_INFINITY;
      return { ...settings.coldStart };
    },
  },
  'set-filters': {
    takes: ['deletionMark', 'wrongField', 'plus'],
    run: ({ settings }, input) => {
      const { filterQuirks } = settings;
      if (input.has('deletionMark')) {
        const asked = input.oneOf('deletionMark', ['honoured', 'ignored']);
        filterQuirks.isDeletionMarkIgnored = asked === 'ignored';
      }
      if (input.has('wrongField')) {
        filterQuirks.wrongField = input.oneOf('wrongField', ['400', 'empty']);
      }
      if (input.has('plus')) filterQuirks.plus = input.oneOf('plus', ['400', 'ignored']);
      return { ...filterQuirks };
    },
  },
};

/** {"Catalog_Контрагенты": 12000, "AccountingRegister_Типовой/Balance": 20000} */
function readTimes(input: InputReader): Map<string, number> {
  const times = new Map<string, number>();
  for (const [name, ms] of Object.entries(input.object('sets'))) {
    const [set = ''] = name.split('/');
    if (!schemaByName.has(set)) {
      throw new ControlRefusal(
        `There is no set "${set.slice(0, 60)}". There are ${[...schemaByName.keys()].join(', ')}.`,
      );
    }
    if (typeof ms !== 'number' || ms < 0) {
      throw new ControlRefusal(`"${name}" takes virtual milliseconds, a number ≥ 0.`);
    }
    times.set(name, ms);
  }
  return times;
}
