import { createCounters } from '../base.ts';
import type { Act } from './act.ts';

/** What the administrator of the base and of its web server sets. */
export const settingActs: Readonly<Record<string, Act>> = {
  'set-stock-control': {
    takes: ['on'],
    run: ({ settings }, input) => {
      settings.isStockControlled = input.optionalBoolean('on') ?? true;
      return { on: settings.isStockControlled };
    },
  },
  'set-licences': {
    takes: ['count', 'answer', 'occupied'],
    run: ({ settings, sessions }, input) => {
      settings.licences = input.optionalNumber('count') ?? settings.licences;
      if (input.has('answer')) settings.licenceAnswer = input.oneOf('answer', ['406', '500']);
      if (input.has('occupied')) sessions.occupy(input.integer('occupied'));
      return { licences: settings.licences, answer: settings.licenceAnswer };
    },
  },
  'set-sessions': {
    takes: ['maxAgeMs', 'goneStatus'],
    run: ({ settings }, input) => {
      settings.sessionMaxAgeMs = input.optionalNumber('maxAgeMs') ?? settings.sessionMaxAgeMs;
      if (input.has('goneStatus')) {
        settings.goneSessionStatus =
          input.oneOf('goneStatus', ['400', '404']) === '400' ? 400 : 404;
      }
      return { maxAgeMs: settings.sessionMaxAgeMs, goneStatus: settings.goneSessionStatus };
    },
  },
  'end-sessions': {
    takes: [],
    run: ({ sessions }) => {
      sessions.endAll();
      return {};
    },
  },
  'set-latency': {
    takes: ['read', 'write', 'post', 'metadata'],
    run: ({ settings }, input) => {
      const { latency } = settings;
      latency.read = input.optionalNumber('read') ?? latency.read;
      latency.write = input.optionalNumber('write') ?? latency.write;
      latency.post = input.optionalNumber('post') ?? latency.post;
      latency.metadata = input.optionalNumber('metadata') ?? latency.metadata;
      return { ...latency };
    },
  },
  'set-duplicate-answer': {
    takes: ['answer'],
    run: ({ settings }, input) => {
      settings.duplicateAnswer = input.oneOf('answer', ['400', '500']);
      return { answer: settings.duplicateAnswer };
    },
  },
  'set-fresh': {
    takes: ['on'],
    run: ({ settings }, input) => {
      settings.isFresh = input.optionalBoolean('on') ?? true;
      return { on: settings.isFresh };
    },
  },
  'set-composition': {
    takes: ['without'],
    run: ({ settings }, input) => {
      settings.unpublished = new Set(input.optionalTexts('without') ?? []);
      return { without: [...settings.unpublished] };
    },
  },
  'set-rights': {
    takes: ['denied'],
    run: ({ settings }, input) => {
      settings.denied = new Set(input.optionalTexts('denied') ?? []);
      return { denied: [...settings.denied] };
    },
  },
  'set-user': {
    takes: ['name', 'password'],
    run: ({ settings }, input) => {
      settings.user = { name: input.text('name'), password: input.text('password') };
      return {};
    },
  },
  'reset-counters': {
    takes: [],
    run: (base) => {
      base.counters = createCounters();
      base.requestLog.clear();
      return {};
    },
  },
};
