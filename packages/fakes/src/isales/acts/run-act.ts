import { ControlRefusal } from '../../control/control-refusal.ts';
import { readInput } from '../../control/read-input.ts';
import type { Json, JsonObject } from '../../json.ts';
import { detailReads, type ArmedAct, type Board } from '../board.ts';
import type { Act } from './act.ts';
import { cardActs } from './card-acts.ts';
import { settingActs } from './setting-acts.ts';

const armable: ReadonlyMap<string, Act> = new Map(Object.entries({ ...cardActs, ...settingActs }));

/**
 * `{"do":"arm","on":"clientes","clienteId":501,"act":{"do":"move-card",…}}`: the act runs once, when
 * that read comes next; "details" (the default) stands for any of the three, "when" says on which
 * side of the answer.
 */
const arm: Act = {
  takes: ['on', 'clienteId', 'when', 'act'],
  run: (board, input) => {
    const allowed = ['details', 'funil-clientes', ...detailReads] as const;
    const act = input.object('act');
    // Refused now rather than in the middle of a read.
    readAct(act, armable);
    board.armed.push({
      on: input.has('on') ? input.oneOf('on', allowed) : 'details',
      clienteId: input.has('clienteId') ? input.integer('clienteId') : undefined,
      isAfter: input.has('when') && input.oneOf('when', ['before', 'after']) === 'after',
      act,
    });
    return { armed: board.armed.length };
  },
};

const acts: ReadonlyMap<string, Act> = new Map([...armable, ['arm', arm]]);

/** Runs one POST /act body {do, …}. Refuses unknown verbs and fields by saying which there are. */
export function runAct(board: Board, body: JsonObject): Json {
  const { act, input } = readAct(body, acts);
  return act.run(board, input);
}

/** Runs the armed acts that a read sets off, each once. */
export function runArmedActs(
  board: Board,
  read: { method: string; clienteId: number | undefined },
  side: 'before' | 'after',
): void {
  const due = board.armed.filter((armed) => isDue(armed, read, side));
  if (due.length === 0) return;
  board.armed = board.armed.filter((armed) => !due.includes(armed));
  for (const { act } of due) runAct(board, act);
  board.counters.armedActsRun += due.length;
}

function isDue(
  { on, clienteId, isAfter }: ArmedAct,
  read: { method: string; clienteId: number | undefined },
  side: 'before' | 'after',
): boolean {
  if (isAfter !== (side === 'after')) return false;
  if (clienteId !== undefined && clienteId !== read.clienteId) return false;
  if (on !== 'details') return on === read.method;
  return detailReads.some((name) => name === read.method);
}

function readAct(body: JsonObject, known: ReadonlyMap<string, Act>) {
  const verb = typeof body['do'] === 'string' ? body['do'] : '';
  const act = known.get(verb);
  if (!act) {
    throw new ControlRefusal(
      `/act takes {"do": verb, …} with one of these verbs: ${[...known.keys()].join(', ')}.`,
    );
  }
  const input = readInput(body, verb);
  input.only('do', ...act.takes);
  return { act, input };
}
