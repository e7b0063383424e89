import { ControlRefusal } from '../../control/control-refusal.ts';
import { createCounters } from '../counters.ts';
import type { Acts, Stage } from './act.ts';

const variants = { documented: 60, measured: 75, none: 0 } as const;

/** Behaviours of the vendor that can be played both ways, and keys. */
export const settingActs: Acts = {
  'set-rules': {
    takes: [
      ...['demandsUserAgent', 'duplicateDocuments', 'textCoords', 'shortestName', 'putStyle'],
      'orderIdentifiers',
    ],
    run: ({ world: { settings }, input }) => {
      settings.demandsUserAgent =
        input.optionalBoolean('demandsUserAgent') ?? settings.demandsUserAgent;
      settings.shortestName = input.optionalNumber('shortestName') ?? settings.shortestName;
      const taken = ['accepted', 'rejected'] as const;
      for (const name of ['duplicateDocuments', 'textCoords'] as const) {
        if (input.has(name)) settings[name] = input.oneOf(name, taken);
      }
      if (input.has('putStyle'))
        settings.putStyle = input.oneOf('putStyle', ['merges', 'replaces']);
      if (input.has('orderIdentifiers')) {
        settings.orderIdentifiers = input.oneOf('orderIdentifiers', ['generated', 'manual']);
      }
      return { ...settings };
    },
  },
  'set-lists': {
    takes: ['nameFilter', 'listDelayMs', 'staleTotalMs'],
    run: ({ world: { settings }, input }) => {
      if (input.has('nameFilter')) {
        settings.nameFilter = input.oneOf('nameFilter', ['contains', 'exact']);
      }
      settings.listDelayMs = input.optionalNumber('listDelayMs') ?? settings.listDelayMs;
      settings.staleTotalMs = input.optionalNumber('staleTotalMs') ?? settings.staleTotalMs;
      return { ...settings };
    },
  },
  /** `variant` documented (60 a minute), measured (75) or none, or `perMinute`; and `burst`. */
  'set-rate': {
    takes: ['variant', 'perMinute', 'burst'],
    run: ({ world: { settings }, input }) => {
      if (input.has('variant')) {
        const names = ['documented', 'measured', 'none'] as const;
        settings.perMinute = variants[input.oneOf('variant', names)];
      }
      settings.perMinute = input.optionalNumber('perMinute') ?? settings.perMinute;
      const burst = input.optionalNumber('burst') ?? settings.burst;
      if (burst < 1) throw new ControlRefusal('set-rate: "burst" is at least 1.');
      settings.burst = burst;
      return { perMinute: settings.perMinute, burst };
    },
  },
  /** The administrator takes the account's key back: 401 from now on. */
  'revoke-key': { takes: [], run: (stage) => setRevoked(stage, true) },
  'restore-key': { takes: [], run: (stage) => setRevoked(stage, false) },
  /** An object is gone as if it had never been: what a complete sweep finds missing. */
  remove: {
    takes: ['id'],
    run: ({ account, input }) => {
      const id = input.text('id');
      const { customers, locations, tickets, orders, tasks } = account;
      const order = orders.get(id);
      for (const task of order?.tasks ?? []) tasks.delete(task.id);
      const isRemoved = [customers, locations, tickets, orders].some((all) => all.delete(id));
      if (isRemoved) return { removed: id };
      throw new ControlRefusal(
        `remove: account ${account.id} has no customer, location, ticket or order "${id}".`,
      );
    },
  },
  'reset-counters': {
    takes: [],
    run: ({ world }) => {
      world.counters = createCounters();
      world.requestLog.clear();
      for (const { bucket } of world.accounts.values()) bucket.resetFigures();
      return {};
    },
  },
};

function setRevoked({ account }: Stage, isRevoked: boolean) {
  account.isKeyRevoked = isRevoked;
  return { account: account.id, revoked: isRevoked };
}
