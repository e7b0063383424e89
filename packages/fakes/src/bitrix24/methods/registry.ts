import { toWireTime } from '../wire/dates.ts';
import { dealFields, dealUserFieldList } from './deal-fields.ts';
import { dealGet, dealList } from './deals-read.ts';
import { dealAdd, dealDelete, dealUpdate } from './deals-write.ts';
import {
  categoryList,
  dealCategoryDefault,
  dealCategoryList,
  dealCategoryStages,
} from './funnels.ts';
import { companyGet, contactGet } from './people.ts';
import { statusList } from './statuses.ts';
import { userGet } from './users.ts';
import type { VendorMethod } from './vendor-method.ts';

const serverTime: VendorMethod = {
  scopes: [],
  run: ({ portal }) => ({
    result: toWireTime(portal.clock.nowMs(), portal.settings.offsetMinutes),
  }),
};

/** Every method of the portal but batch, by its lower-case name. */
export const methods: ReadonlyMap<string, VendorMethod> = new Map([
  ['crm.deal.get', dealGet],
  ['crm.deal.list', dealList],
  ['crm.deal.add', dealAdd],
  ['crm.deal.update', dealUpdate],
  ['crm.deal.delete', dealDelete],
  ['crm.deal.fields', dealFields],
  ['crm.deal.userfield.list', dealUserFieldList],
  ['crm.category.list', categoryList],
  ['crm.dealcategory.list', dealCategoryList],
  ['crm.dealcategory.default.get', dealCategoryDefault],
  ['crm.dealcategory.stage.list', dealCategoryStages],
  ['crm.status.list', statusList],
  ['crm.contact.get', contactGet],
  ['crm.company.get', companyGet],
  ['user.get', userGet],
  ['server.time', serverTime],
]);
