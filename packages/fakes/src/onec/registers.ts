/** The registers of the published configuration. */
import {
  composite,
  date,
  flag,
  lineNumber,
  real,
  ref,
  text,
  type FieldSchema,
  type SetSchema,
} from './field-schema.ts';

export const stockRegister = 'AccumulationRegister_ТоварыОрганизацийБУ';
export const barcodeRegister = 'InformationRegister_ШтрихкодыНоменклатуры';
export const ledgerRegister = 'AccountingRegister_Типовой';

const firm = ref('Организация', 'Catalog_Организации');
const account = (name: string): FieldSchema => ref(name, 'ChartOfAccounts_Типовой');

/** Independent: its records are written one by one. */
export const barcodes: SetSchema = {
  name: barcodeRegister,
  kind: 'register',
  keys: ['Штрихкод'],
  fields: [text('Штрихкод', 200), ref('Номенклатура', 'Catalog_Номенклатура')],
  parts: {},
};

const stockFields: readonly FieldSchema[] = [
  ...composite('Recorder'),
  date('Period'),
  lineNumber,
  flag('Active'),
  text('RecordType'),
  firm,
  ref('Товар', 'Catalog_Номенклатура'),
  ref('Склад', 'Catalog_Склады'),
  real('Количество'),
  real('Стоимость'),
];
const ledgerFields: readonly FieldSchema[] = [
  ...composite('Recorder'),
  date('Period'),
  lineNumber,
  flag('Active'),
  account('AccountDr'),
  account('AccountCr'),
  ...composite('ExtDimensionDr1'),
  ...composite('ExtDimensionDr2'),
  ...composite('ExtDimensionCr1'),
  ...composite('ExtDimensionCr2'),
  firm,
  real('Сумма'),
  text('Содержание', 150),
];

/** Written by documents: one entity holds all records of one recorder. */
const recordSets = (name: string, fields: readonly FieldSchema[]): SetSchema => ({
  name,
  kind: 'records',
  keys: ['Recorder'],
  fields: composite('Recorder'),
  parts: { RecordSet: fields },
});

export const stockRecords = recordSets(stockRegister, stockFields);
export const ledgerRecords = recordSets(ledgerRegister, ledgerFields);
