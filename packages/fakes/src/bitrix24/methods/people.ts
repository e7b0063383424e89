import type { Json } from '../../json.ts';
import { mix, pick } from '../../seeded/random.ts';
import { cities, firstNames, lastNames } from '../contents/words.ts';
import { restErrors } from '../wire/rest-error.ts';
import { readId } from './read-call.ts';
import type { MethodAnswer, MethodCall, VendorMethod } from './vendor-method.ts';

const highestContactId = 5000;
const highestCompanyId = 400;

/** crm.contact.get: scalars are texts, PHONE and EMAIL are absent when empty. */
export const contactGet: VendorMethod = { scopes: ['crm'], run: getContact };
/** crm.company.get */
export const companyGet: VendorMethod = { scopes: ['crm'], run: getCompany };

function getContact(call: MethodCall): MethodAnswer {
  const id = needKnown(call, highestContactId);
  const bits = mix(call.portal.seed, id, 401);
  return {
    result: {
      ID: String(id),
      NAME: pick(firstNames, bits),
      SECOND_NAME: null,
      LAST_NAME: pick(lastNames, bits >>> 5),
      COMPANY_ID: null,
      ASSIGNED_BY_ID: '1',
      ADDRESS_CITY: pick(cities, bits >>> 9)[0],
      ...reach(id, bits),
    },
  };
}

function getCompany(call: MethodCall): MethodAnswer {
  const id = needKnown(call, highestCompanyId);
  const bits = mix(call.portal.seed, id, 402);
  return {
    result: {
      ID: String(id),
      TITLE: `${pick(lastNames, bits)} & Filhos Ltda`,
      COMPANY_TYPE: 'CUSTOMER',
      ASSIGNED_BY_ID: '1',
      ADDRESS_CITY: pick(cities, bits >>> 9)[0],
      ...reach(id, bits),
    },
  };
}

function needKnown(call: MethodCall, highest: number): number {
  const id = readId(call);
  if (id > highest) throw restErrors.legacy('Not found');
  return id;
}

function reach(id: number, bits: number): Readonly<Record<string, Json>> {
  const hasPhone = bits % 4 !== 0;
  const hasEmail = bits % 3 !== 0;
  const entry = (type: string, offset: number, value: string): Json => [
    { ID: String(id * 2 + offset), VALUE_TYPE: 'WORK', VALUE: value, TYPE_ID: type },
  ];
  return {
    HAS_PHONE: hasPhone ? 'Y' : 'N',
    HAS_EMAIL: hasEmail ? 'Y' : 'N',
    ...(hasPhone ? { PHONE: entry('PHONE', 0, `+5511900${String(id).padStart(6, '0')}`) } : {}),
    ...(hasEmail ? { EMAIL: entry('EMAIL', 1, `pessoa${id}@exemplo.com.br`) } : {}),
  };
}
