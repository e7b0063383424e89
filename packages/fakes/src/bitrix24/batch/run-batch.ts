import type { Json, JsonObject } from '../../json.ts';
import { countUp } from '../counters.ts';
import { executeMethod, operatingKey, timeOf, type Executed } from '../execute-method.ts';
import { toFaultError, spoilResult } from '../faults/spoil.ts';
import type { Portal } from '../portal.ts';
import { parsePhpForm } from '../transport/php-form.ts';
import { findParam, isPhpArray, isTruthy, toText, type PhpArray } from '../transport/php-value.ts';
import { hasMarkedKeys, toOrderedJson } from '../wire/ordered-keys.ts';
import { RestError, restErrors } from '../wire/rest-error.ts';
import { substituteReferences, type BatchMaps } from './references.ts';

const longestBatch = 50;
const notInBatch: ReadonlySet<string> = new Set(['batch', 'download', 'upload']);

export interface BatchAnswer {
  readonly body: JsonObject;
  readonly cost: number;
  /** True when the answer's keys must be unmarked after encoding. */
  readonly isMarked: boolean;
}

/** Runs the commands one after another; failures stay with their key. Throws when batch is banned. */
export function runBatch(portal: Portal, params: PhpArray): BatchAnswer {
  const { operating, clock } = portal;
  const key = operatingKey(portal, 'batch');
  const startMs = clock.nowMs();
  if (operating.mode === 'batch-billed' && operating.isBlocked(key, startMs)) {
    operating.countRefusal();
    throw restErrors.operatingLimit();
  }
  const maps: BatchMaps = {
    result: new Map(),
    error: new Map(),
    total: new Map(),
    next: new Map(),
    time: new Map(),
  };
  const cost = runCommands(portal, params, maps);
  if (operating.mode === 'batch-billed') operating.charge(key, cost, startMs);
  const reading = operating.mode === 'batch-billed' ? operating.read(key, startMs) : undefined;
  const time = timeOf(portal, { startMs, cost, reading });
  const result = {
    result: toOrderedJson(maps.result),
    result_error: toOrderedJson(maps.error),
    result_total: toOrderedJson(maps.total),
    result_next: toOrderedJson(maps.next),
    result_time: toOrderedJson(maps.time),
  };
  const isMarked = Object.values(result).some(hasMarkedKeys);
  return { body: { result, ...(time ? { time } : {}) }, cost, isMarked };
}

function runCommands(portal: Portal, params: PhpArray, maps: BatchMaps): number {
  const commands = findParam(params, 'cmd');
  const halts = isTruthy(findParam(params, 'halt'));
  let position = 0;
  let spent = 0;
  for (const [key, command] of isPhpArray(commands) ? commands : []) {
    if (typeof command !== 'string') continue;
    position += 1;
    try {
      if (position > longestBatch) throw restErrors.batchTooLong();
      const executed = runCommand(portal, { command, maps, spent });
      if (executed) {
        spent += executed.cost;
        keep(key, executed, maps);
      }
    } catch (error) {
      if (!(error instanceof RestError)) throw error;
      maps.error.set(key, { error: error.code, error_description: error.message });
      if (halts) break;
    }
  }
  return spent;
}

interface Command {
  readonly command: string;
  readonly maps: BatchMaps;
  readonly spent: number;
}

/** Runs one command; undefined when a fault makes the answer lose its key. */
function runCommand(portal: Portal, { command, maps, spent }: Command): Executed | undefined {
  const cut = command.indexOf('?');
  const method = (cut < 0 ? command : command.slice(0, cut)).trim().toLowerCase();
  if (notInBatch.has(method)) throw restErrors.notInBatch();
  const query = parsePhpForm(cut < 0 ? '' : command.slice(cut + 1));
  const params = substituteReferences(query, maps);
  const id = findParam(params, 'id');
  const target = { method, command: true, id: id === undefined ? undefined : toText(id) };
  const fault = portal.faults.strike(target);
  if (fault) countUp(portal.counters.faultsByKind, fault.kind);
  const error = fault && toFaultError(fault);
  if (error) throw error;
  const executed = executeMethod(portal, { method, params, spentInBatch: spent });
  if (fault?.kind === 'lost-key') return undefined;
  return { ...executed, answer: spoilResult(fault, executed.answer) };
}

function keep(key: string, { answer, time }: Executed, maps: BatchMaps): void {
  const put = (map: Map<string, Json>, value: Json | undefined): void => {
    if (value !== undefined) map.set(key, value);
  };
  put(maps.result, answer.result);
  put(maps.total, answer.total);
  put(maps.next, answer.next);
  put(maps.time, time);
}
