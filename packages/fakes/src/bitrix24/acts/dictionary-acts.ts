import { ControlRefusal } from '../../control/control-refusal.ts';
import type { InputReader } from '../../control/read-input.ts';
import type { EnumOption } from '../contents/enum-options.ts';
import type { Portal } from '../portal.ts';
import type { Act } from './act.ts';

/** What an administrator changes in the settings of the CRM. */
export const dictionaryActs: Readonly<Record<string, Act>> = {
  'rename-stage': {
    takes: ['statusId', 'name'],
    run: (portal, input) => {
      const statusId = input.text('statusId');
      const stage = portal.dictionaries.findStage(statusId);
      if (!stage) {
        throw new ControlRefusal(`rename-stage: there is no stage ${statusId}; see GET /state.`);
      }
      stage.name = input.text('name');
      return { statusId, name: stage.name };
    },
  },
  'rename-funnel': {
    takes: ['id', 'name'],
    run: (portal, input) => {
      const id = input.integer('id');
      const funnel = portal.dictionaries.funnels.find((other) => other.id === id);
      if (!funnel) throw new ControlRefusal(`rename-funnel: there is no funnel ${id}.`);
      funnel.name = input.text('name');
      return { id, name: funnel.name };
    },
  },
  'add-option': {
    takes: ['field', 'value', 'sort'],
    run: (portal, input) => {
      const options = needOptions(portal, input);
      const highest = Math.max(0, ...options.map(({ id }) => Number(id)));
      const option = {
        id: String(highest + 2),
        sort: input.optionalNumber('sort') ?? 500,
        value: input.text('value'),
      };
      options.push(option);
      return option;
    },
  },
  'rename-option': {
    takes: ['field', 'id', 'value'],
    run: (portal, input) => {
      const option = needOption(needOptions(portal, input), input);
      option.value = input.text('value');
      return { ...option };
    },
  },
  'remove-option': {
    takes: ['field', 'id'],
    run: (portal, input) => {
      const options = needOptions(portal, input);
      const option = needOption(options, input);
      options.splice(options.indexOf(option), 1);
      return { ...option };
    },
  },
  'dismiss-user': { takes: ['id'], run: (portal, input) => setActive(portal, input, false) },
  'rehire-user': { takes: ['id'], run: (portal, input) => setActive(portal, input, true) },
};

function setActive(portal: Portal, input: InputReader, isActive: boolean): { id: number } {
  const id = input.integer('id');
  const user = portal.dictionaries.users.find((other) => other.id === id);
  if (!user) {
    const known = portal.dictionaries.users.map((other) => other.id).join(', ');
    throw new ControlRefusal(`There is no user ${id}; there are ${known}.`);
  }
  user.isActive = isActive;
  return { id };
}

function needOptions(portal: Portal, input: InputReader): EnumOption[] {
  const field = input.text('field').toUpperCase();
  const options = portal.dictionaries.options.get(field);
  if (options) return options;
  const known = [...portal.dictionaries.options.keys()].join(', ');
  throw new ControlRefusal(`${field} is no list field; list fields are ${known}.`);
}

function needOption(options: readonly EnumOption[], input: InputReader): EnumOption {
  const id = String(input.integer('id'));
  const option = options.find((other) => other.id === id);
  if (option) return option;
  const known = options.map((other) => other.id).join(', ');
  throw new ControlRefusal(`The field has no option ${id}; it has ${known}.`);
}
