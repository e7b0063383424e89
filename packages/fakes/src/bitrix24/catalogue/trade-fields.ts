import type { EnumOption } from '../contents/enum-options.ts';
import type { Dictionaries } from '../memory/dictionaries.ts';
import { stockUserField, type NewUserField } from '../user-fields/edit-user-fields.ts';

const payments: readonly EnumOption[] = [
  { id: '301', sort: 10, value: 'Kaspi' },
  { id: '303', sort: 20, value: 'Наличные' },
  { id: '305', sort: 30, value: 'Счёт' },
];
const tradeFields: readonly NewUserField[] = [
  { name: 'UF_CRM_1C_INVOICE', type: 'string', title: 'Номер накладной 1С' },
  { name: 'UF_CRM_1C_LINK', type: 'url', title: 'Ссылка на накладную' },
  { name: 'UF_CRM_BIN', type: 'string', title: 'БИН/ИИН' },
  { name: 'UF_CRM_PAYMENT', type: 'enumeration', title: 'Способ оплаты' },
];

/** Adds the deal fields of a trading company: invoice, link, payment, BIN. */
export function addTradeFields(dictionaries: Dictionaries): void {
  for (const field of tradeFields) stockUserField(dictionaries, field);
  dictionaries.options.set(
    'UF_CRM_PAYMENT',
    payments.map((option) => ({ ...option })),
  );
}
