import { ControlRefusal } from '../../control/control-refusal.ts';
import { readInput } from '../../control/read-input.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { Portal } from '../portal.ts';
import type { Act } from './act.ts';
import { catalogueActs } from '../catalogue/catalogue-acts.ts';
import { dealActs } from './deal-acts.ts';
import { dictionaryActs } from './dictionary-acts.ts';
import { eventActs } from './event-acts.ts';
import { settingActs } from './setting-acts.ts';
import { userFieldActs } from './user-field-acts.ts';

const acts: ReadonlyMap<string, Act> = new Map(
  Object.entries({
    ...dealActs,
    ...catalogueActs,
    ...dictionaryActs,
    ...userFieldActs,
    ...eventActs,
    ...settingActs,
  }),
);

/** Runs one POST /act body {do, …}. Refuses unknown verbs and fields by saying which there are. */
export function runAct(portal: Portal, body: JsonObject): Json {
  const verb = typeof body['do'] === 'string' ? body['do'] : '';
  const act = acts.get(verb);
  if (!act) {
    throw new ControlRefusal(
      `/act takes {"do": verb, …} with one of these verbs: ${[...acts.keys()].join(', ')}.`,
    );
  }
  const input = readInput(body, verb);
  input.only('do', ...act.takes);
  return act.run(portal, input);
}
