import { ControlRefusal } from '../../control/control-refusal.ts';
import type { InputReader } from '../../control/read-input.ts';
import type { JsonObject } from '../../json.ts';
import type { DealField } from '../contents/deal-field.ts';
import type { EnumOption } from '../contents/enum-options.ts';
import type { Portal } from '../portal.ts';
import type { OptionDraft } from '../user-fields/edit-options.ts';
import { updateUserField } from '../user-fields/edit-user-fields.ts';
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
      const field = needListField(portal, input);
      const sort = input.optionalNumber('sort') ?? 500;
      save(portal, field, { value: input.text('value'), sort });
      return describeOption(portal.dictionaries.options.get(field.name)?.at(-1));
    },
  },
  'rename-option': {
    takes: ['field', 'id', 'value'],
    run: (portal, input) => {
      const field = needListField(portal, input);
      const { id } = needOption(portal, field, input);
      save(portal, field, { id, value: input.text('value') });
      return describeOption(needOption(portal, field, input));
    },
  },
  'remove-option': {
    takes: ['field', 'id'],
    run: (portal, input) => {
      const field = needListField(portal, input);
      const option = needOption(portal, field, input);
      save(portal, field, { id: option.id, value: option.value, isDeleted: true });
      return describeOption(option);
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

/** Saving a list is a change of its field and an event of its own, as on the vendor's screen. */
function save(portal: Portal, field: DealField, draft: OptionDraft): void {
  updateUserField(portal, field, { options: [draft] });
}

function needListField({ dictionaries }: Portal, input: InputReader): DealField {
  const name = input.text('field').toUpperCase();
  const field = dictionaries.fields.get(name);
  if (field && dictionaries.options.has(name)) return field;
  const known = [...dictionaries.options.keys()].join(', ');
  throw new ControlRefusal(`${name} is no list field; list fields are ${known}.`);
}

function needOption({ dictionaries }: Portal, field: DealField, input: InputReader): EnumOption {
  const options = dictionaries.options.get(field.name) ?? [];
  const id = String(input.integer('id'));
  const option = options.find((other) => other.id === id);
  if (option) return option;
  const known = options.map((other) => other.id).join(', ');
  throw new ControlRefusal(`The field has no option ${id}; it has ${known}.`);
}

function describeOption(option: EnumOption | undefined): JsonObject {
  return option ? { id: option.id, sort: option.sort, value: option.value } : {};
}
