import { ControlRefusal } from '../../control/control-refusal.ts';
import { createCounters } from '../board.ts';
import type { Act } from './act.ts';

/** What is unknown of the vendor, or differs, as switches. */
export const settingActs: Readonly<Record<string, Act>> = {
  /** What desde and ate look at. */
  'set-window': {
    takes: ['by'],
    run: ({ settings }, input) => {
      settings.windowBy = input.oneOf('by', ['creation', 'move']);
      return { by: settings.windowBy };
    },
  },
  /** "certain" leaves out of board rows what only an assumption puts there. */
  'set-row-fields': {
    takes: ['fields'],
    run: ({ settings }, input) => {
      settings.rowFields = input.oneOf('fields', ['all', 'certain']);
      return { fields: settings.rowFields };
    },
  },
  'set-id-form': {
    takes: ['form'],
    run: ({ settings }, input) => {
      settings.idForm = input.oneOf('form', ['number', 'text']);
      return { form: settings.idForm };
    },
  },
  'set-missing-client': {
    takes: ['answer'],
    run: ({ settings }, input) => {
      settings.missingClient = input.oneOf('answer', ['empty', '404']);
      return { answer: settings.missingClient };
    },
  },
  /** 0 takes the limit away. */
  'set-rate-limit': {
    takes: ['perMinute'],
    run: (board, input) => {
      board.settings.perMinute = input.integer('perMinute');
      board.recentMs = [];
      return { perMinute: board.settings.perMinute };
    },
  },
  'set-latency': {
    takes: ['ms'],
    run: ({ settings }, input) => {
      settings.latencyMs = input.optionalNumber('ms') ?? 0;
      return { ms: settings.latencyMs };
    },
  },
  /** The token is changed in the vendor's panel: the old one is worth nothing. */
  'set-token': {
    takes: ['token'],
    run: (board, input) => {
      const token = input.text('token');
      if (token === '') throw new ControlRefusal('set-token: "token" must not be empty.');
      board.apiToken = token;
      return {};
    },
  },
  'reset-counters': {
    takes: [],
    run: (board) => {
      board.counters = createCounters();
      board.requestLog.clear();
      return {};
    },
  },
};
