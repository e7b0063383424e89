import { ControlRefusal } from '../../control/control-refusal.ts';
import { readInput } from '../../control/read-input.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { Base } from '../base.ts';
import type { Act } from './act.ts';
import { catalogActs } from './catalog-acts.ts';
import { documentActs } from './document-acts.ts';
import { settingActs } from './setting-acts.ts';

const acts: ReadonlyMap<string, Act> = new Map(
  Object.entries({ ...documentActs, ...catalogActs, ...settingActs }),
);

/** Runs one POST /act body {do, …}. Refuses unknown verbs and fields by saying which there are. */
export function runAct(base: Base, body: JsonObject): Json {
  const verb = typeof body['do'] === 'string' ? body['do'] : '';
  const act = acts.get(verb);
  if (!act) {
    throw new ControlRefusal(
      `/act takes {"do": verb, …} with one of these verbs: ${[...acts.keys()].join(', ')}.`,
    );
  }
  const input = readInput(body, verb);
  input.only('do', ...act.takes);
  return act.run(base, input);
}
