import { findParam, toInt } from '../transport/php-value.ts';
import { toWireTime } from '../wire/dates.ts';
import { restErrors } from '../wire/rest-error.ts';
import type { Funnel } from '../contents/stages.ts';
import type { Portal } from '../portal.ts';
import type { MethodAnswer, MethodCall, VendorMethod } from './vendor-method.ts';

const dealEntityType = 2;
const createdMs = Date.parse('2021-01-04T11:00:00Z');

/** crm.category.list: numbers, with the default funnel 0. */
export const categoryList: VendorMethod = { scopes: ['crm'], run: listCategories };
/** crm.dealcategory.list: texts, never funnel 0, all rows at once. */
export const dealCategoryList: VendorMethod = { scopes: ['crm'], run: listDealCategories };
/** crm.dealcategory.default.get */
export const dealCategoryDefault: VendorMethod = {
  scopes: ['crm'],
  run: ({ portal }) => ({
    result: { ID: 0, NAME: portal.dictionaries.funnels.find(({ id }) => id === 0)?.name ?? '' },
  }),
};
/** crm.dealcategory.stage.list: id 0 is the default funnel; no total. */
export const dealCategoryStages: VendorMethod = { scopes: ['crm'], run: listStages };

function listCategories({ portal, params }: MethodCall): MethodAnswer {
  const entityType = findParam(params, 'entityTypeId');
  if (entityType === undefined) throw restErrors.missingParameter('entityTypeId');
  const funnels = toInt(entityType) === dealEntityType ? bySort(portal) : [];
  return {
    result: {
      categories: funnels.map(({ id, name, sort }) => ({
        id,
        name,
        sort,
        entityTypeId: dealEntityType,
        isDefault: id === 0 ? 'Y' : 'N',
        ...(id === 0 ? {} : { originId: '', originatorId: '' }),
      })),
    },
    total: funnels.length,
  };
}

function listDealCategories({ portal }: MethodCall): MethodAnswer {
  const funnels = bySort(portal).filter(({ id }) => id !== 0);
  return {
    result: funnels.map(({ id, name, sort }) => ({
      ID: String(id),
      NAME: name,
      SORT: String(sort),
      CREATED_DATE: toWireTime(createdMs, portal.settings.offsetMinutes),
      IS_LOCKED: 'N',
    })),
    total: funnels.length,
  };
}

function listStages({ portal, params }: MethodCall): MethodAnswer {
  const funnel = toInt(findParam(params, 'id'));
  const isKnown = portal.dictionaries.funnels.some(({ id }) => id === funnel);
  const stages = isKnown ? portal.dictionaries.stagesOf(funnel) : [];
  return {
    result: stages.map(({ name, sort, statusId }) => ({
      NAME: name,
      SORT: sort,
      STATUS_ID: statusId,
    })),
  };
}

const bySort = (portal: Portal): readonly Funnel[] =>
  [...portal.dictionaries.funnels].sort((a, b) => a.sort - b.sort);
