import { ControlRefusal } from '../../control/control-refusal.ts';
import type { InputReader } from '../../control/read-input.ts';
import { addDeal, deleteDeal, moveFunnel, updateDeal } from '../deal-edits/edit-deals.ts';
import { parseDealFields } from '../deal-edits/parse-deal-fields.ts';
import type { DealChanges } from '../memory/deal-store.ts';
import { breakageNames } from '../memory/breakage.ts';
import { toWireTime } from '../wire/dates.ts';
import type { Portal } from '../portal.ts';
import { fromJson, isPhpArray } from '../transport/php-value.ts';
import type { Act } from './act.ts';
import { mutateDeals } from './mutate-deals.ts';
import { needDeal } from './need-deal.ts';

/** What a person does with deals on the screen. Edits fire events unless they are `silent`. */
export const dealActs: Readonly<Record<string, Act>> = {
  'create-deal': {
    takes: ['fields', 'by', 'silent'],
    run: (portal, input) => {
      const changes = input.has('fields') ? readChanges(portal, input, true) : noChanges;
      const id = addDeal(portal, changes, readEdit(input));
      return { id, dateModify: dateModify(portal, id) };
    },
  },
  'edit-deal': {
    takes: ['id', 'fields', 'by', 'silent'],
    run: (portal, input) => {
      const id = needDeal(portal, input);
      updateDeal(portal, id, { ...readEdit(input), changes: readChanges(portal, input, false) });
      return { id, dateModify: dateModify(portal, id) };
    },
  },
  'delete-deal': {
    takes: ['id', 'by', 'silent'],
    run: (portal, input) => {
      const id = needDeal(portal, input);
      deleteDeal(portal, id, readEdit(input));
      return { id };
    },
  },
  'restore-deal': {
    takes: ['id', 'event'],
    run: (portal, input) => {
      const id = input.integer('id');
      if (!portal.deals.wasDeleted(id)) {
        throw new ControlRefusal(`restore-deal: deal ${id} is not in the bin. Delete it first.`);
      }
      portal.deals.restore(id);
      const event = input.optionalText('event');
      if (event) portal.events.fire(event.toUpperCase(), id);
      return { id };
    },
  },
  'move-deal-category': {
    takes: ['id', 'categoryId', 'by', 'keepsTime'],
    run: (portal, input) => {
      const id = needDeal(portal, input);
      const funnel = input.integer('categoryId');
      const known = portal.dictionaries.funnels.map((other) => other.id);
      if (!known.includes(funnel)) {
        throw new ControlRefusal(
          `move-deal-category: there is no funnel ${funnel}; there are ${known.join(', ')}.`,
        );
      }
      const keepsTime = input.optionalBoolean('keepsTime') ?? false;
      moveFunnel(portal, id, { ...readEdit(input), funnel, keepsTime });
      return { id, dateModify: dateModify(portal, id) };
    },
  },
  'break-deal': {
    takes: ['id', 'how'],
    run: (portal, input) => {
      const id = needDeal(portal, input);
      const how = input.oneOf('how', breakageNames);
      portal.deals.breakages.set(id, how);
      return { id, how };
    },
  },
  'heal-deal': {
    takes: ['id'],
    run: (portal, input) => {
      const id = needDeal(portal, input);
      portal.deals.breakages.delete(id);
      return { id };
    },
  },
  mutate: {
    takes: ['count', 'ids', 'seconds', 'seed', 'deletes', 'creates', 'silent'],
    run: mutateDeals,
  },
};

const noChanges: DealChanges = new Map();

function readChanges(portal: Portal, input: InputReader, isAdd: boolean): DealChanges {
  const fields = fromJson(input.object('fields'));
  if (!isPhpArray(fields)) return new Map();
  const { dictionaries, settings } = portal;
  const changes = parseDealFields(fields, {
    dictionaries,
    offsetMinutes: settings.offsetMinutes,
    isAdd,
  });
  const dropped = [...fields.keys()].filter((name) => !changes.has(name.toUpperCase()));
  // A person cannot type a value that the screen does not take, so tests are told at once.
  if (dropped.length > 0) {
    throw new ControlRefusal(
      `The portal would not take ${dropped.join(', ')}: unknown, read-only, or a value that does not exist.`,
    );
  }
  return changes;
}

function readEdit(input: InputReader): { by: string; isSilent: boolean } {
  const by = input.has('by') ? String(input.integer('by')) : '1';
  return { by, isSilent: input.optionalBoolean('silent') ?? false };
}

function dateModify(portal: Portal, id: number): string {
  return toWireTime(Number(portal.deals.read(id, 'DATE_MODIFY')), portal.settings.offsetMinutes);
}
