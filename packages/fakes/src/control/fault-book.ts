import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { createRandom, type Random } from '../seeded/random.ts';
import { ControlRefusal } from './control-refusal.ts';
import { readInput } from './read-input.ts';

/** Where a fault may strike: a whole HTTP request, one command inside a batch, or both. */
export type FaultReach = 'request' | 'command' | 'both';
/** The kinds a fake can play, and where. */
export type FaultKinds = Readonly<Record<string, FaultReach>>;

export interface Fault {
  readonly kind: string;
  /** Everything else the caller wrote: ms, status, location… */
  readonly settings: JsonObject;
}

export interface FaultTarget {
  /** The vendor's method, lower case. */
  readonly method: string;
  /** True for a command inside a batch. */
  readonly command: boolean;
  readonly id: string | undefined;
}

interface FaultRule extends Fault {
  readonly method: RegExp | undefined;
  readonly methodText: string | undefined;
  readonly command: boolean | undefined;
  readonly id: string | undefined;
  readonly rate: number | undefined;
  /** Strikes each n-th call that fits. */
  readonly every: number | undefined;
  met: number;
  left: number | undefined;
  fired: number;
}

/** The faults set at present. */
export interface FaultBook {
  /** Replaces all rules by what the control port sent. Returns what is set now. */
  replace(list: Json): Json;
  /** The fault that strikes this call, if any; counts it. The first rule that fits wins. */
  strike(target: FaultTarget): Fault | undefined;
  list(): Json;
  clear(): void;
}

/** Makes an empty book for the kinds a fake knows. */
export function createFaultBook(kinds: FaultKinds, seed: number): FaultBook {
  let rules: FaultRule[] = [];
  let random: Random = createRandom(seed, 'faults');
  const list = (): Json => rules.map(describe);
  return {
    list,
    replace: (input) => {
      rules = parseRules(input, kinds);
      random = createRandom(seed, 'faults');
      return list();
    },
    strike: (target) => {
      for (const rule of rules) {
        if (!fits(rule, target, kinds)) continue;
        if (rule.left === 0) continue;
        rule.met += 1;
        if (rule.every !== undefined && rule.met % rule.every !== 0) continue;
        if (rule.rate !== undefined && random.fraction() >= rule.rate) continue;
        if (rule.left !== undefined) rule.left -= 1;
        rule.fired += 1;
        return rule;
      }
      return undefined;
    },
    clear: () => {
      rules = [];
    },
  };
}

function fits(rule: FaultRule, target: FaultTarget, kinds: FaultKinds): boolean {
  const reach = kinds[rule.kind];
  if (reach === (target.command ? 'request' : 'command')) return false;
  if (rule.command !== undefined && rule.command !== target.command) return false;
  if (rule.method && !rule.method.test(target.method)) return false;
  return rule.id === undefined || rule.id === target.id;
}

function parseRules(input: Json, kinds: FaultKinds): FaultRule[] {
  if (Array.isArray(input)) return (input as readonly Json[]).map((rule) => parseRule(rule, kinds));
  throw new ControlRefusal(
    '/faults takes a list such as [{"match":{"method":"crm.deal.get"},"kind":"rate-limit","count":2}]; [] heals everything.',
  );
}

function parseRule(input: Json, kinds: FaultKinds): FaultRule {
  if (!isJsonObject(input)) throw new ControlRefusal('Each fault is an object with a "kind".');
  const { match, kind: _kind, rate: _rate, count: _count, every: _every, ...settings } = input;
  const reader = readInput(input, '/faults');
  const kind = reader.oneOf('kind', Object.keys(kinds));
  const rate = reader.optionalNumber('rate');
  if (rate !== undefined && rate > 1) {
    throw new ControlRefusal('/faults: "rate" is a share between 0 and 1.');
  }
  const every = reader.has('every') ? reader.integer('every') : undefined;
  if (every !== undefined && every < 1) {
    throw new ControlRefusal('/faults: "every" is a whole number of calls, 1 or more.');
  }
  const matcher = readInput(
    isJsonObject(match ?? {}) ? ((match as JsonObject) ?? {}) : {},
    'match',
  );
  matcher.only('method', 'command', 'id');
  const command = matcher.optionalBoolean('command');
  if (command !== undefined && kinds[kind] === (command ? 'request' : 'command')) {
    throw new ControlRefusal(
      `/faults: "${kind}" can only strike a ${kinds[kind] ?? ''}, so "command" must be ${String(!command)}.`,
    );
  }
  const methodText = matcher.optionalText('method');
  const id = matcher.fields['id'];
  return {
    kind,
    settings,
    rate,
    every,
    met: 0,
    command,
    methodText,
    method: methodText === undefined ? undefined : toGlob(methodText),
    id: id === undefined ? undefined : String(id),
    left: reader.optionalNumber('count'),
    fired: 0,
  };
}

function toGlob(text: string): RegExp {
  const escaped = text.toLowerCase().replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*')}$`);
}

function describe(rule: FaultRule): Json {
  return {
    kind: rule.kind,
    match: {
      ...(rule.methodText === undefined ? {} : { method: rule.methodText }),
      ...(rule.command === undefined ? {} : { command: rule.command }),
      ...(rule.id === undefined ? {} : { id: rule.id }),
    },
    ...(rule.rate === undefined ? {} : { rate: rule.rate }),
    ...(rule.every === undefined ? {} : { every: rule.every }),
    ...(rule.left === undefined ? {} : { left: rule.left }),
    fired: rule.fired,
    ...rule.settings,
  };
}
