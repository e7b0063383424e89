import { ControlRefusal } from '../../control/control-refusal.ts';
import type { InputReader } from '../../control/read-input.ts';
import type { Json } from '../../json.ts';
import { resetCounters } from '../create-portal.ts';
import { plans } from '../limits/leaky-bucket.ts';
import { operatingModes } from '../limits/operating.ts';
import type { Portal } from '../portal.ts';
import { fullRights } from '../settings.ts';
import { timeStates } from '../wire/time-block.ts';
import type { Act } from './act.ts';

const costNumbers = ['base', 'perCell', 'perCountedRow', 'perSkippedRow', 'perWrite'] as const;
const planNames = ['standard', 'enterprise'] as const;

/** Switches of the portal itself: limits, rights, and what the documents leave open. */
export const settingActs: Readonly<Record<string, Act>> = {
  'set-plan': { takes: ['plan', 'size', 'drainPerSecond', 'countsRefused'], run: setPlan },
  'set-bucket-level': {
    takes: ['level', 'sourceIp'],
    run: (portal, input) => {
      const level = input.optionalNumber('level') ?? 0;
      const sourceIp = input.optionalText('sourceIp') ?? '127.0.0.1';
      portal.bucket.setLevel(sourceIp, level, portal.clock.nowMs());
      return { sourceIp, level };
    },
  },
  'set-cost': {
    takes: [...costNumbers, 'sleeps'],
    run: (portal, input) => {
      const { cost } = portal.settings;
      for (const name of costNumbers) cost[name] = input.optionalNumber(name) ?? cost[name];
      cost.sleeps = input.optionalBoolean('sleeps') ?? cost.sleeps;
      return { ...cost };
    },
  },
  'set-operating-mode': {
    takes: ['mode', 'limitSeconds'],
    run: (portal, input) => {
      const mode = input.oneOf('mode', operatingModes);
      portal.settings.operatingMode = mode;
      portal.operating.setMode(mode, input.optionalNumber('limitSeconds'));
      return { mode };
    },
  },
  'set-time-envelope': {
    takes: ['state', 'integerStart', 'escapesAmpersand'],
    run: (portal, input) => {
      const { settings } = portal;
      if (input.has('state')) settings.timeState = input.oneOf('state', timeStates);
      settings.integerStart = input.optionalBoolean('integerStart') ?? settings.integerStart;
      settings.escapesAmpersand =
        input.optionalBoolean('escapesAmpersand') ?? settings.escapesAmpersand;
      return { state: settings.timeState, integerStart: settings.integerStart };
    },
  },
  'set-rights': {
    takes: ['scopes', 'hiddenDeals', 'hiddenFunnels', 'hideEvery', 'ownOnly', 'mayWrite'],
    run: setRights,
  },
  'set-foreign-stage': {
    takes: ['how'],
    run: (portal, input) => {
      const how = input.oneOf('how', ['refuse', 'drop', 'accept'] as const);
      portal.settings.foreignStage = how;
      return { how };
    },
  },
  'set-item-dates': {
    takes: ['takesAtom'],
    run: (portal, input) => {
      portal.settings.itemsTakeAtom = input.optionalBoolean('takesAtom') ?? true;
      return { takesAtom: portal.settings.itemsTakeAtom };
    },
  },
  'set-time-zone': { takes: ['offsetMinutes'], run: setTimeZone },
  'set-webhook': {
    takes: ['user', 'secret', 'credentialStatus'],
    run: (portal, input) => {
      const { webhook } = portal.settings;
      webhook.user = input.has('user') ? String(input.integer('user')) : webhook.user;
      webhook.secret = input.optionalText('secret') ?? webhook.secret;
      if (input.has('credentialStatus')) {
        portal.settings.credentialStatus = input.integer('credentialStatus') === 403 ? 403 : 401;
      }
      return { ...webhook };
    },
  },
  'reset-counters': {
    takes: [],
    run: (portal) => {
      resetCounters(portal);
      return {};
    },
  },
};

function setPlan(portal: Portal, input: InputReader): Json {
  const base = input.has('plan') ? plans[input.oneOf('plan', planNames)] : portal.settings.plan;
  const plan = {
    size: input.optionalNumber('size') ?? base.size,
    drainPerSecond: input.optionalNumber('drainPerSecond') ?? base.drainPerSecond,
  };
  portal.settings.plan = plan;
  portal.bucket.setPlan(plan);
  const countsRefused = input.optionalBoolean('countsRefused');
  if (countsRefused !== undefined) portal.bucket.setCountsRefused(countsRefused);
  return plan;
}

/** Moves the portal to another zone: every date it writes or reads without an offset follows. */
function setTimeZone(portal: Portal, input: InputReader): Json {
  const offsetMinutes = input.integer('offsetMinutes');
  if (offsetMinutes < -720 || offsetMinutes > 840) {
    throw new ControlRefusal('set-time-zone: "offsetMinutes" must be between -720 and 840.');
  }
  portal.settings.offsetMinutes = offsetMinutes;
  return { offsetMinutes };
}

/** Sets the rights afresh: what is not named is unrestricted again. */
function setRights(portal: Portal, input: InputReader): Json {
  const rights = fullRights();
  portal.settings.rights = {
    scopes: input.optionalTexts('scopes') ?? rights.scopes,
    hiddenDeals: new Set(input.optionalIntegers('hiddenDeals')),
    hiddenFunnels: new Set(input.optionalIntegers('hiddenFunnels')),
    hideEvery: input.optionalNumber('hideEvery') ?? 0,
    ownOnly: input.optionalBoolean('ownOnly') ?? false,
    mayWrite: input.optionalBoolean('mayWrite') ?? true,
  };
  return { scopes: portal.settings.rights.scopes };
}
