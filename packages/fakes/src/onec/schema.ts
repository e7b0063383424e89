/** The published part of the configuration: sets, fields, types, lengths, what references point to. */
export type EdmType =
  'Edm.String' | 'Edm.Guid' | 'Edm.Boolean' | 'Edm.DateTime' | 'Edm.Double' | 'Edm.Int64';

export interface FieldSchema {
  readonly name: string;
  readonly type: EdmType;
  /** What is longer is cut without a word. */
  readonly maxLength?: number;
  /** The set a reference points to. */
  readonly target?: string;
}

export interface SetSchema {
  readonly name: string;
  readonly kind: 'catalog' | 'document' | 'accounts' | 'register';
  readonly fields: readonly FieldSchema[];
  /** Table parts by name. */
  readonly parts: Readonly<Record<string, readonly FieldSchema[]>>;
}

const text = (name: string, maxLength?: number): FieldSchema => ({
  name,
  type: 'Edm.String',
  ...(maxLength === undefined ? {} : { maxLength }),
});
const flag = (name: string): FieldSchema => ({ name, type: 'Edm.Boolean' });
const date = (name: string): FieldSchema => ({ name, type: 'Edm.DateTime' });
const real = (name: string): FieldSchema => ({ name, type: 'Edm.Double' });
const ref = (name: string, target: string): FieldSchema => ({
  name: `${name}_Key`,
  type: 'Edm.Guid',
  target,
});

const head = [
  { name: 'Ref_Key', type: 'Edm.Guid' },
  text('DataVersion'),
  flag('DeletionMark'),
] as const;
const catalogHead = (codeLength: number, nameLength: number): readonly FieldSchema[] => [
  ...head,
  flag('Predefined'),
  text('Code', codeLength),
  text('Description', nameLength),
];
const firm = ref('Организация', 'Catalog_Организации');
const account = (name: string): FieldSchema => ref(name, 'ChartOfAccounts_Типовой');

const catalog = (
  name: string,
  own: readonly FieldSchema[],
  lengths: readonly [code: number, name: number] = [9, 100],
): SetSchema => ({
  name: `Catalog_${name}`,
  kind: 'catalog',
  fields: [...catalogHead(lengths[0], lengths[1]), ...own],
  parts: {},
});

const rowFields: readonly FieldSchema[] = [
  { name: 'LineNumber', type: 'Edm.Int64' },
  ref('Номенклатура', 'Catalog_Номенклатура'),
  ref('ЕдиницаИзмерения', 'Catalog_КлассификаторЕдиницИзмерения'),
  real('Коэффициент'),
  real('Количество'),
  real('Цена'),
  real('Сумма'),
  ref('СтавкаНДС', 'Catalog_СтавкиНДС'),
  real('СуммаНДС'),
];
const goodsFields = [
  ...rowFields,
  account('СчетУчетаБУ'),
  account('СчетДоходовБУ'),
  account('СчетСписанияСебестоимостиБУ'),
];
const serviceFields = [...rowFields, text('Содержание', 1000), account('СчетДоходовБУ')];

const documentHead: readonly FieldSchema[] = [
  ...head,
  text('Number', 11),
  date('Date'),
  flag('Posted'),
  firm,
  ref('Контрагент', 'Catalog_Контрагенты'),
  ref('ДоговорКонтрагента', 'Catalog_ДоговорыКонтрагентов'),
  ref('Склад', 'Catalog_Склады'),
  ref('ВалютаДокумента', 'Catalog_Валюты'),
  real('КурсВзаиморасчетов'),
  real('КратностьВзаиморасчетов'),
  flag('УчитыватьНДС'),
  flag('СуммаВключаетНДС'),
  real('СуммаДокумента'),
  text('Комментарий', 200),
];

export const saleSet = 'Document_РеализацияТоваровУслуг';
export const paymentRequestSet = 'Document_СчетНаОплатуПокупателю';
export const stockRegister = 'AccumulationRegister_ТоварыОрганизацийБУ';
export const barcodeRegister = 'InformationRegister_ШтрихкодыНоменклатуры';
export const accountsSet = 'ChartOfAccounts_Типовой';

export const schema: readonly SetSchema[] = [
  catalog('Контрагенты', [
    text('НаименованиеПолное', 500),
    text('ИдентификационныйКодЛичности', 12),
    text('ЮрФизЛицо', 10),
    text('КБЕ', 2),
    ref('ОсновнойДоговорКонтрагента', 'Catalog_ДоговорыКонтрагентов'),
    flag('ГосударственноеУчреждение'),
    text('Комментарий', 200),
  ]),
  catalog('ДоговорыКонтрагентов', [
    ref('Owner', 'Catalog_Контрагенты'),
    firm,
    text('ВидДоговора', 30),
    text('НомерДоговора', 50),
    date('ДатаДоговора'),
    ref('ВалютаВзаиморасчетов', 'Catalog_Валюты'),
  ]),
  catalog(
    'Номенклатура',
    [
      ref('Parent', 'Catalog_Номенклатура'),
      flag('IsFolder'),
      text('НаименованиеПолное', 500),
      text('Артикул', 25),
      flag('Услуга'),
      ref('БазоваяЕдиницаИзмерения', 'Catalog_КлассификаторЕдиницИзмерения'),
      ref('СтавкаНДС', 'Catalog_СтавкиНДС'),
      text('КодТНВЭД', 10),
    ],
    [11, 80],
  ),
  catalog('Склады', [ref('Parent', 'Catalog_Склады'), flag('IsFolder')]),
  catalog('Организации', [
    text('НаименованиеПолное', 250),
    text('ИдентификационныйНомер', 12),
    text('НомерСвидетельстваПоНДС', 20),
    date('ДатаПостановкиНаУчетПоНДС'),
  ]),
  catalog('Валюты', [], [3, 10]),
  catalog('КлассификаторЕдиницИзмерения', [], [4, 25]),
  catalog('СтавкиНДС', [real('Ставка'), date('ДатаНачала'), date('ДатаОкончания')], [9, 25]),
  {
    name: accountsSet,
    kind: 'accounts',
    fields: catalogHead(8, 120),
    parts: {},
  },
  {
    name: saleSet,
    kind: 'document',
    fields: [
      ...documentHead,
      text('ВидОперации', 60),
      text('СпособОплаты', 30),
      account('СчетУчетаРасчетовСКонтрагентом'),
      account('СчетУчетаРасчетовПоАвансам'),
    ],
    parts: { Товары: goodsFields, Услуги: serviceFields },
  },
  {
    name: paymentRequestSet,
    kind: 'document',
    fields: documentHead,
    parts: { Товары: rowFields, Услуги: [...rowFields, text('Содержание', 1000)] },
  },
  {
    name: barcodeRegister,
    kind: 'register',
    fields: [text('Штрихкод', 200), ref('Номенклатура', 'Catalog_Номенклатура')],
    parts: {},
  },
  {
    name: stockRegister,
    kind: 'register',
    fields: [
      text('Recorder'),
      date('Period'),
      text('RecordType'),
      firm,
      ref('Товар', 'Catalog_Номенклатура'),
      ref('Склад', 'Catalog_Склады'),
      real('Количество'),
      real('Стоимость'),
    ],
    parts: {},
  },
];

export const schemaByName: ReadonlyMap<string, SetSchema> = new Map(
  schema.map((set) => [set.name, set]),
);
