/** The portal's dictionaries in our words: fields, funnels, stages, statuses, employees. */
import { z } from 'zod';
import type { Command } from './batch.ts';
import { BATCH_SIZE } from './limits.ts';
import type { DealCategory, DealField, DealStage, PortalUser, Status } from './model.ts';
import type { Bitrix24Client, CallOptions } from './operations.ts';
import type { Portal } from './portal.ts';
import { id, toSchemaProblem } from './wire.ts';

type Dictionaries = Pick<
  Bitrix24Client,
  'listDealFields' | 'listCategories' | 'listStages' | 'listStatuses' | 'listUsers'
>;

const text = z.string().nullish();
/** The same id is a number in newer methods and a string in older ones. */
const anyId = z.union([id, z.int().nonnegative().transform(String)]);
const sort = z
  .union([
    z.int(),
    z
      .string()
      .regex(/^-?\d+$/)
      .transform(Number),
  ])
  .catch(0);

const fieldSchema = z.object({
  type: z.string(),
  title: text,
  formLabel: text,
  listLabel: text,
  isRequired: z.boolean().default(false),
  isReadOnly: z.boolean().default(false),
  isImmutable: z.boolean().default(false),
  isMultiple: z.boolean().default(false),
  isDynamic: z.boolean().default(false),
  statusType: text,
  items: z.array(z.object({ ID: anyId, VALUE: z.string() })).optional(),
});
const fieldsSchema = z.record(z.string(), fieldSchema);

const categoriesSchema = z.object({
  categories: z.array(
    z.object({ id: anyId, name: z.string(), sort, isDefault: z.enum(['Y', 'N']).default('N') }),
  ),
});

const statusesSchema = z.array(
  z.object({
    ENTITY_ID: z.string(),
    STATUS_ID: z.string(),
    NAME: z.string(),
    SORT: sort,
    SEMANTICS: text,
  }),
);

const usersSchema = z.array(
  z.object({ ID: anyId, NAME: text, LAST_NAME: text, ACTIVE: z.boolean().default(true) }),
);

/** Reads dictionaries through one portal. */
export function createDictionaries(portal: Portal): Dictionaries {
  const listCategories: Dictionaries['listCategories'] = async (options = {}) => {
    const pages = await readPages(portal, {
      operation: 'listCategories',
      method: 'crm.category.list',
      params: { entityTypeId: 2 },
      schema: categoriesSchema,
      options,
    });
    return pages.flatMap((page) => page.categories).map(toCategory);
  };
  const listStatuses: Dictionaries['listStatuses'] = (entityIds, options = {}) =>
    readStatuses(portal, { operation: 'listStatuses', entityIds, options });
  return {
    listCategories,
    listStatuses,
    listDealFields: async (options = {}) => {
      const { result } = await portal.call({
        operation: 'listDealFields',
        effect: 'read',
        method: 'crm.deal.fields',
        options,
      });
      const fields = parse(portal, { operation: 'listDealFields', schema: fieldsSchema }, result);
      return Object.entries(fields).map(toField);
    },
    listStages: async (options = {}) => {
      const categories = await listCategories(options);
      const entityIds = new Set(['0', ...categories.map((each) => each.id)]);
      const statuses: Status[] = [];
      for (const some of inBatches([...entityIds].map(toStageEntity))) {
        const read = { operation: 'listStages', entityIds: some, options };
        statuses.push(...(await readStatuses(portal, read)));
      }
      return statuses.map(toStage);
    },
    listUsers: async (options = {}) => {
      const pages = await readPages(portal, {
        operation: 'listUsers',
        method: 'user.get',
        params: { sort: 'ID', order: 'ASC' },
        schema: usersSchema,
        options,
      });
      return pages.flat().map(toUser);
    },
  };
}

interface Reading<Out> {
  readonly operation: string;
  readonly schema: z.ZodType<Out>;
}

/** Checks a result; what is not as documented is the vendor's change and said at once. */
function parse<Out>(portal: Portal, { operation, schema }: Reading<Out>, result: unknown): Out {
  const parsed = schema.safeParse(result);
  if (parsed.success) return parsed.data;
  throw portal.toError(operation, {
    kind: 'unexpected_answer',
    effect: 'read',
    message: `The answer is not as documented: ${toSchemaProblem(parsed.error)}. Compare with the connector's README.`,
  });
}

/** Turns the pages of a list that gives `next`, as long as `next` rises. */
async function readPages<Out>(
  portal: Portal,
  list: Reading<Out> & {
    method: string;
    params: Readonly<Record<string, string | number>>;
    options: CallOptions;
  },
): Promise<Out[]> {
  const pages: Out[] = [];
  let start: number | undefined = 0;
  while (start !== undefined) {
    const { result, next } = await portal.call({
      operation: list.operation,
      effect: 'read',
      method: list.method,
      params: { ...list.params, start },
      options: list.options,
    });
    pages.push(parse(portal, list, result));
    start = next !== undefined && next > start ? next : undefined;
  }
  return pages;
}

async function readStatuses(
  portal: Portal,
  read: { operation: string; entityIds: readonly string[]; options: CallOptions },
): Promise<Status[]> {
  const { operation, entityIds, options } = read;
  const statuses: Status[] = [];
  let commands: Command[] = [...new Set(entityIds)].map((entity) => toStatusCommand(entity, 0));
  while (commands.length > 0) {
    const { answer } = await portal.batch({ operation, commands, options });
    const more: Command[] = [];
    for (const { key } of commands) {
      const own = answer.answerOf(key);
      const rows = parse(
        portal,
        { operation, schema: statusesSchema },
        portal.resultOf(own, operation),
      );
      statuses.push(...rows.map(toStatus));
      if (own.state === 'done' && own.next !== undefined && rows.length > 0) {
        more.push(toStatusCommand(key, own.next));
      }
    }
    commands = more;
  }
  return statuses;
}

function toStatusCommand(entity: string, start: number): Command {
  const params = { order: { SORT: 'ASC' }, filter: { ENTITY_ID: entity }, start };
  return { key: entity, method: 'crm.status.list', params };
}

function toField([name, field]: [string, z.output<typeof fieldSchema>]): DealField {
  const { items, formLabel, listLabel, title, statusType } = field;
  return {
    name,
    type: field.type,
    title: formLabel ?? listLabel ?? title ?? name,
    isRequired: field.isRequired,
    isReadOnly: field.isReadOnly,
    isImmutable: field.isImmutable,
    isMultiple: field.isMultiple,
    isCustom: field.isDynamic,
    ...(statusType == null || statusType === '' ? {} : { statusEntity: statusType }),
    ...(items === undefined
      ? {}
      : { options: items.map((item) => ({ id: item.ID, name: item.VALUE })) }),
  };
}

function toCategory(wire: z.output<typeof categoriesSchema>['categories'][number]): DealCategory {
  return { id: wire.id, name: wire.name, sort: wire.sort, isDefault: wire.isDefault === 'Y' };
}

function toStatus(wire: z.output<typeof statusesSchema>[number]): Status {
  return {
    entityId: wire.ENTITY_ID,
    id: wire.STATUS_ID,
    name: wire.NAME,
    sort: wire.SORT,
    semantic: wire.SEMANTICS === 'S' ? 'success' : wire.SEMANTICS === 'F' ? 'failure' : 'process',
  };
}

function toStageEntity(categoryId: string): string {
  return categoryId === '0' ? 'DEAL_STAGE' : `DEAL_STAGE_${categoryId}`;
}

function toStage({ entityId, ...status }: Status): DealStage {
  return { ...status, categoryId: /^DEAL_STAGE_(\d+)$/.exec(entityId)?.[1] ?? '0' };
}

function toUser(wire: z.output<typeof usersSchema>[number]): PortalUser {
  const name = [wire.NAME, wire.LAST_NAME].filter((part) => part != null && part !== '').join(' ');
  return { id: wire.ID, name, isActive: wire.ACTIVE };
}

function inBatches(items: readonly string[]): string[][] {
  const batches: string[][] = [];
  for (let from = 0; from < items.length; from += BATCH_SIZE) {
    batches.push(items.slice(from, from + BATCH_SIZE));
  }
  return batches;
}
