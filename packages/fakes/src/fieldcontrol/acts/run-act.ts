import { ControlRefusal } from '../../control/control-refusal.ts';
import { readInput } from '../../control/read-input.ts';
import type { Json, JsonObject } from '../../json.ts';
import { mainAccountId, type World } from '../world.ts';
import type { Act } from './act.ts';
import { customerActs } from './customer-acts.ts';
import { requestActs } from './request-acts.ts';
import { settingActs } from './setting-acts.ts';
import { webhookActs } from './webhook-acts.ts';

const acts: ReadonlyMap<string, Act> = new Map(
  Object.entries({ ...customerActs, ...requestActs, ...webhookActs, ...settingActs }),
);

/** Runs one POST /act body {do, …}. Refuses unknown verbs and fields by saying which there are. */
export function runAct(world: World, body: JsonObject): Json {
  const verb = typeof body['do'] === 'string' ? body['do'] : '';
  const act = acts.get(verb);
  if (!act) {
    throw new ControlRefusal(
      `/act takes {"do": verb, …} with one of these verbs: ${[...acts.keys()].join(', ')}.`,
    );
  }
  const input = readInput(body, verb);
  input.only('do', 'account', ...act.takes);
  const id = input.optionalText('account') ?? mainAccountId;
  const account = world.accounts.get(id);
  if (account) return act.run({ world, account, input });
  const known = [...world.accounts.keys()].join(' and ');
  throw new ControlRefusal(`${verb}: there is no account "${id}"; there are ${known}.`);
}
