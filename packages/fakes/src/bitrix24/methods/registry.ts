import { catalogueMethods } from '../catalogue/methods/catalogue-methods.ts';
import { chatMethods } from '../publishing/chat-methods.ts';
import { diskMethods } from '../publishing/disk-methods.ts';
import { postMethods } from '../publishing/post-methods.ts';
import { toWireTime } from '../wire/dates.ts';
import { addressList } from './addresses.ts';
import { applicationOnlyMethods } from './application-only.ts';
import { dealFields } from './deal-fields.ts';
import { dealGet, dealList } from './deals-read.ts';
import { dealAdd, dealDelete, dealUpdate } from './deals-write.ts';
import {
  categoryList,
  dealCategoryDefault,
  dealCategoryList,
  dealCategoryStages,
} from './funnels.ts';
import { itemBatchImport, itemImport } from './items-import.ts';
import { itemFields, itemGet, itemList } from './items-read.ts';
import { itemAdd, itemDelete, itemUpdate } from './items-write.ts';
import { companyGet, companyList, contactGet, contactList } from './people.ts';
import { statusList } from './statuses.ts';
import { typeList } from './types.ts';
import { dealUserFieldGet, dealUserFieldList } from './user-fields-read.ts';
import { dealUserFieldAdd, dealUserFieldDelete, dealUserFieldUpdate } from './user-fields-write.ts';
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
  ['crm.deal.userfield.get', dealUserFieldGet],
  ['crm.deal.userfield.add', dealUserFieldAdd],
  ['crm.deal.userfield.update', dealUserFieldUpdate],
  ['crm.deal.userfield.delete', dealUserFieldDelete],
  ['crm.item.list', itemList],
  ['crm.item.get', itemGet],
  ['crm.item.fields', itemFields],
  ['crm.item.add', itemAdd],
  ['crm.item.update', itemUpdate],
  ['crm.item.delete', itemDelete],
  ['crm.item.import', itemImport],
  ['crm.item.batchimport', itemBatchImport],
  ['crm.type.list', typeList],
  ['crm.address.list', addressList],
  ['crm.category.list', categoryList],
  ['crm.dealcategory.list', dealCategoryList],
  ['crm.dealcategory.default.get', dealCategoryDefault],
  ['crm.dealcategory.stage.list', dealCategoryStages],
  ['crm.status.list', statusList],
  ['crm.contact.get', contactGet],
  ['crm.contact.list', contactList],
  ['crm.company.get', companyGet],
  ['crm.company.list', companyList],
  ...catalogueMethods,
  ...diskMethods,
  ...chatMethods,
  ...postMethods,
  ...applicationOnlyMethods,
  ['user.get', userGet],
  ['server.time', serverTime],
]);
