/** Rows of the base's dictionaries, from their 1C names to ours. */
import { z } from 'zod';
import type {
  Contract,
  Counterparty,
  DictionaryEntry,
  Organisation,
  Product,
  VatRate,
  Warehouse,
} from './model.ts';
import { flag, localTimeOrNull, ref, refOrNull, text, textOrNull } from './wire.ts';

const isDeleted = { DeletionMark: flag };

export const counterparty: z.ZodType<Counterparty> = z
  .object({
    ...{ Ref_Key: ref, Code: text, Description: text, ...isDeleted },
    НаименованиеПолное: text,
    ИдентификационныйКодЛичности: textOrNull,
    ОсновнойДоговорКонтрагента_Key: refOrNull,
  })
  .transform((row) => ({
    ref: row.Ref_Key,
    code: row.Code,
    name: row.Description,
    fullName: row.НаименованиеПолное,
    bin: row.ИдентификационныйКодЛичности,
    isDeleted: row.DeletionMark,
    mainContract: row.ОсновнойДоговорКонтрагента_Key,
  }));

export const contract: z.ZodType<Contract> = z
  .object({
    ...{ Ref_Key: ref, Description: text, ...isDeleted },
    ...{ Owner_Key: ref, Организация_Key: ref, ВидДоговора: text },
    ВалютаВзаиморасчетов_Key: refOrNull,
  })
  .transform((row) => ({
    ref: row.Ref_Key,
    name: row.Description,
    counterparty: row.Owner_Key,
    organisation: row.Организация_Key,
    kind: row.ВидДоговора,
    currency: row.ВалютаВзаиморасчетов_Key,
    isDeleted: row.DeletionMark,
  }));

export const product: z.ZodType<Omit<Product, 'barcodes'>> = z
  .object({
    ...{ Ref_Key: ref, Code: text, Description: text, ...isDeleted, IsFolder: flag },
    ...{ НаименованиеПолное: text, Артикул: textOrNull, Услуга: flag },
    ...{ БазоваяЕдиницаИзмерения_Key: refOrNull, СтавкаНДС_Key: refOrNull },
  })
  .transform((row) => ({
    ref: row.Ref_Key,
    code: row.Code,
    name: row.Description,
    fullName: row.НаименованиеПолное,
    article: row.Артикул,
    isService: row.Услуга,
    isFolder: row.IsFolder,
    isDeleted: row.DeletionMark,
    unit: row.БазоваяЕдиницаИзмерения_Key,
    vatRate: row.СтавкаНДС_Key,
  }));

export const entry: z.ZodType<DictionaryEntry> = z
  .object({ Ref_Key: ref, Code: text, Description: text })
  .transform((row) => ({ ref: row.Ref_Key, code: row.Code, name: row.Description }));

export const warehouse: z.ZodType<Warehouse & { readonly isFolder: boolean }> = z
  .object({ Ref_Key: ref, Code: text, Description: text, ...isDeleted, IsFolder: flag })
  .transform((row) => ({
    ...{ ref: row.Ref_Key, code: row.Code, name: row.Description },
    ...{ isDeleted: row.DeletionMark, isFolder: row.IsFolder },
  }));

export const organisation: z.ZodType<Organisation> = z
  .object({
    ...{ Ref_Key: ref, Code: text, Description: text, ...isDeleted },
    ...{ ИдентификационныйНомер: textOrNull, НомерСвидетельстваПоНДС: textOrNull },
  })
  .transform((row) => ({
    ...{ ref: row.Ref_Key, code: row.Code, name: row.Description },
    bin: row.ИдентификационныйНомер,
    isVatPayer: row.НомерСвидетельстваПоНДС !== null,
    isDeleted: row.DeletionMark,
  }));

/**
 * `ДатаНачала` and `ДатаОкончания` are read where a catalogue has them; the sources name
 * only the descriptions ("16%"), from which the percentage is read otherwise.
 */
export const vatRate: z.ZodType<VatRate> = z
  .object({
    ...{ Ref_Key: ref, Description: text, ...isDeleted },
    ...{ ДатаНачала: localTimeOrNull, ДатаОкончания: localTimeOrNull },
  })
  .transform((row) => ({
    ref: row.Ref_Key,
    name: row.Description,
    percent: toPercent(row.Description),
    validFrom: row.ДатаНачала,
    validTo: row.ДатаОкончания,
    isDeleted: row.DeletionMark,
  }));

function toPercent(name: string): string | null {
  const found = /(\d+(?:[.,]\d+)?)\s*%/.exec(name)?.[1];
  return found === undefined ? null : found.replace(',', '.');
}

export const barcode = z.object({ Штрихкод: text, Номенклатура_Key: ref });
