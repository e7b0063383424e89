import { z } from 'zod';
import type {
  Invoice,
  InvoiceDocument,
  InvoiceRow,
  PostingTemplate,
  RowAccounts,
} from './model.ts';
import { decimal, flag, localTime, ref, refOrNull, text, textOrNull } from './wire.ts';

const row = z
  .object({
    ...{ Номенклатура_Key: refOrNull, ЕдиницаИзмерения_Key: refOrNull, СтавкаНДС_Key: refOrNull },
    ...{ Количество: decimal, Цена: decimal, Сумма: decimal, СуммаНДС: decimal },
    ...{ СчетУчетаБУ_Key: refOrNull, СчетДоходовБУ_Key: refOrNull },
    СчетСписанияСебестоимостиБУ_Key: refOrNull,
  })
  .transform((line): InvoiceRow => ({
    product: line.Номенклатура_Key ?? '',
    unit: line.ЕдиницаИзмерения_Key,
    quantity: line.Количество,
    price: line.Цена,
    sum: line.Сумма,
    vatRate: line.СтавкаНДС_Key ?? '',
    vatSum: line.СуммаНДС,
    accounts: {
      ...(line.СчетУчетаБУ_Key === null ? {} : { stock: line.СчетУчетаБУ_Key }),
      ...(line.СчетДоходовБУ_Key === null ? {} : { income: line.СчетДоходовБУ_Key }),
      ...(line.СчетСписанияСебестоимостиБУ_Key === null
        ? {}
        : { cost: line.СчетСписанияСебестоимостиБУ_Key }),
    },
  }));

/** What of an invoice comes from 1C; `readAt` is added by whoever asked. */
export type StoredInvoice = Omit<Invoice, 'readAt'>;

const head = z.object({
  ...{ Ref_Key: ref, Number: textOrNull, Date: localTime, Posted: flag, DeletionMark: flag },
  ...{ DataVersion: text, Организация_Key: refOrNull, Контрагент_Key: refOrNull },
  ...{ ДоговорКонтрагента_Key: refOrNull, Склад_Key: refOrNull },
  ...{ СуммаДокумента: decimal, Комментарий: text },
  СчетУчетаРасчетовСКонтрагентом_Key: refOrNull,
  СчетУчетаРасчетовПоАвансам_Key: refOrNull,
  ...{ Товары: z.array(row).prefault([]), Услуги: z.array(row).prefault([]) },
});

/** The document of a kind as an invoice. */
export function invoiceSchema(document: InvoiceDocument): z.ZodType<StoredInvoice> {
  return head.transform((one) => ({
    document,
    ref: one.Ref_Key,
    number: one.Number,
    date: one.Date,
    isPosted: one.Posted,
    isDeleted: one.DeletionMark,
    organisation: one.Организация_Key,
    counterparty: one.Контрагент_Key,
    contract: one.ДоговорКонтрагента_Key,
    warehouse: one.Склад_Key,
    total: one.СуммаДокумента,
    comment: one.Комментарий,
    goods: one.Товары,
    services: one.Услуги,
    dataVersion: one.DataVersion,
  }));
}

/** The accounts of a posted sale. */
export const postingTemplate: z.ZodType<PostingTemplate> = head.transform((one) => ({
  from: one.Ref_Key,
  accounts: {
    ...(one.СчетУчетаРасчетовСКонтрагентом_Key === null
      ? {}
      : { settlement: one.СчетУчетаРасчетовСКонтрагентом_Key }),
    ...(one.СчетУчетаРасчетовПоАвансам_Key === null
      ? {}
      : { advances: one.СчетУчетаРасчетовПоАвансам_Key }),
  },
  goods: firstAccounts(one.Товары),
  services: firstAccounts(one.Услуги),
}));

function firstAccounts(rows: readonly InvoiceRow[]): RowAccounts {
  return rows.find(({ accounts }) => Object.keys(accounts ?? {}).length > 0)?.accounts ?? {};
}
