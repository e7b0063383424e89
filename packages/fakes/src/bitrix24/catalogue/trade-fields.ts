import type { DealField, FieldType } from '../contents/deal-field.ts';
import type { EnumOption } from '../contents/enum-options.ts';
import type { Dictionaries } from '../memory/dictionaries.ts';

/** A user field of deals that was made after the portal's start. */
export interface NewField {
  /** With UF_CRM_ in front. */
  readonly name: string;
  readonly type: FieldType;
  readonly title: string;
  /** Of a list field. */
  readonly options?: readonly EnumOption[];
}

const tradeFields: readonly NewField[] = [
  { name: 'UF_CRM_1C_INVOICE', type: 'string', title: 'Номер накладной 1С' },
  { name: 'UF_CRM_1C_LINK', type: 'url', title: 'Ссылка на накладную' },
  { name: 'UF_CRM_BIN', type: 'string', title: 'БИН/ИИН' },
  {
    name: 'UF_CRM_PAYMENT',
    type: 'enumeration',
    title: 'Способ оплаты',
    options: [
      { id: '301', sort: 10, value: 'Kaspi' },
      { id: '303', sort: 20, value: 'Наличные' },
      { id: '305', sort: 30, value: 'Счёт' },
    ],
  },
];

/** Adds the deal fields of a trading company: invoice, link, payment, BIN. */
export function addTradeFields(dictionaries: Dictionaries): void {
  for (const field of tradeFields) addUserField(dictionaries, field);
}

/** Adds a user field to the deals; in old deals it is empty. */
export function addUserField(dictionaries: Dictionaries, field: NewField): DealField {
  const { name, type, title, options } = field;
  const numbers = [...dictionaries.fields.values()].map(({ fieldId }) => Number(fieldId ?? 0));
  const added: DealField = {
    ...{ name, type, title },
    ...{ isReadOnly: false, isImmutable: false, isMultiple: false, isDynamic: true },
    fieldId: String(Math.max(...numbers) + 6),
  };
  dictionaries.fields.set(name, added);
  if (type === 'enumeration') dictionaries.options.set(name, [...(options ?? [])]);
  return added;
}
