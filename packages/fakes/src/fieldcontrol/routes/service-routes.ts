import { putBody } from '../bodies/put-body.ts';
import { readResource } from '../bodies/resource-reader.ts';
import type { Employee, OrderType } from '../entities.ts';
import { flagFilter, nameFilter, textFilter } from '../lists/filters.ts';
import type { ListShape } from '../lists/list-page.ts';
import { momentOf, stamp } from '../records/stored.ts';
import { toWireEmployee, toWireOrderType } from '../wire/customer-wire.ts';
import { emptyList, listOf, need } from './find-records.ts';
import { created, ok, type Call, type Routes } from './route.ts';

const services: ListShape<OrderType> = {
  toWire: toWireOrderType,
  filters: {
    name: nameFilter(({ name }) => name),
    archived: flagFilter(({ archived }) => archived),
  },
};
const employees: ListShape<Employee> = {
  toWire: toWireEmployee,
  filters: {
    name: nameFilter(({ name }) => name),
    email: textFilter(({ email }) => email),
  },
};

/** Types of order, people of the company, and lists that exist without anything of use to us. */
export const serviceRoutes: Routes = {
  'get /services': (call) => listOf(call, call.account.services.values(), services),
  'get /services/{id}': (call) => ok(toWireOrderType(need(call.account.services, call))),
  'post /services': (call) => {
    const { world, account, body } = call;
    const draft = readService(body);
    const service = { ...stamp(account, account.ids.integer(), momentOf(world)), ...draft };
    account.services.set(service.id, service);
    return created(toWireOrderType(service));
  },
  'put /services/{id}': (call) => {
    const service = need(call.account.services, call);
    Object.assign(service, readService(putBody(call, toWireOrderType(service))));
    return ok(toWireOrderType(service));
  },
  'get /employees': (call) => listOf(call, call.account.employees.values(), employees),
  'get /employees/{id}': (call) => ok(toWireEmployee(need(call.account.employees, call))),
  'get /employees/tracking': emptyList,
  'get /work-services': emptyList,
  'get /equipments': emptyList,
  'get /labels': emptyList,
  'get /ratings': emptyList,
  'get /quotations': emptyList,
};

function readService(body: Call['body']): Pick<OrderType, 'name' | 'duration' | 'archived'> {
  const reader = readResource(body);
  const draft = {
    name: reader.text('name'),
    duration: reader.optionalInteger('duration') ?? 60,
    archived: reader.optionalBoolean('archived') ?? false,
  };
  reader.refuseIfWrong();
  return draft;
}
