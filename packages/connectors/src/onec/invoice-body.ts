/** An invoice as 1C's document: head and rows under the names of the Kazakhstan configuration. */
import { ZERO_REF } from './base-time.ts';
import type { InvoiceDraft, InvoiceRow, Ref } from './model.ts';
import type { Body } from './write-object.ts';

/** The body of a new or wholly replaced, unposted document. */
export function toInvoiceBody(draft: InvoiceDraft): Body {
  const isSale = (draft.document ?? 'sale') === 'sale';
  return {
    Ref_Key: draft.ref,
    Date: draft.date,
    Posted: false,
    Организация_Key: draft.organisation,
    Контрагент_Key: draft.counterparty,
    ДоговорКонтрагента_Key: draft.contract,
    Склад_Key: draft.warehouse,
    ВалютаДокумента_Key: draft.currency,
    КурсВзаиморасчетов: 1,
    КратностьВзаиморасчетов: 1,
    ...(isSale ? { ВидОперации: toOperationKind(draft) } : {}),
    УчитыватьНДС: draft.hasVat,
    СуммаВключаетНДС: draft.isVatIncluded,
    СуммаДокумента: Number(draft.total),
    ...(isSale ? toHeadAccounts(draft) : {}),
    Комментарий: draft.comment,
    ...draft.extra,
    Товары: draft.goods.map((row, index) => toRow(row, { index, isSale, isService: false })),
    Услуги: draft.services.map((row, index) => toRow(row, { index, isSale, isService: true })),
  };
}

/** Only goods, only services, or both (KZ). */
function toOperationKind({ goods, services }: InvoiceDraft): string {
  if (services.length === 0) return 'Товары';
  return goods.length === 0 ? 'Услуги' : 'ПродажаКомиссия';
}

function toHeadAccounts({ accounts }: InvoiceDraft): Body {
  return {
    ...filled('СчетУчетаРасчетовСКонтрагентом_Key', accounts?.settlement),
    ...filled('СчетУчетаРасчетовПоАвансам_Key', accounts?.advances),
  };
}

interface RowPlace {
  readonly index: number;
  readonly isSale: boolean;
  readonly isService: boolean;
}

function toRow(row: InvoiceRow, { index, isSale, isService }: RowPlace): Body {
  const { accounts } = row;
  return {
    // Numbered from 1 and as numbers: without them 1C fails "inside the OData service" (P9-7).
    LineNumber: index + 1,
    Номенклатура_Key: row.product,
    ...(isService ? {} : { ЕдиницаИзмерения_Key: row.unit ?? ZERO_REF, Коэффициент: 1 }),
    Количество: Number(row.quantity),
    Цена: Number(row.price),
    Сумма: Number(row.sum),
    СтавкаНДС_Key: row.vatRate,
    СуммаНДС: Number(row.vatSum),
    ...(isSale ? filled('СчетДоходовБУ_Key', accounts?.income) : {}),
    ...(isSale && !isService ? filled('СчетУчетаБУ_Key', accounts?.stock) : {}),
    ...(isSale && !isService ? filled('СчетСписанияСебестоимостиБУ_Key', accounts?.cost) : {}),
  };
}

function filled(field: string, value: Ref | undefined): Body {
  return value === undefined ? {} : { [field]: value };
}

const DECIMAL = /^-?\d{1,13}(?:\.\d{1,4})?$/;

/** What is wrong with a draft, naming fields and never values; empty when nothing is. */
export function findDraftProblems(draft: InvoiceDraft): string[] {
  const rows = [...draft.goods, ...draft.services];
  const problems: string[] = [];
  if (rows.length === 0) problems.push('the invoice has no rows');
  if (!DECIMAL.test(draft.total)) problems.push('the total is no decimal that 1C keeps');
  for (const [index, row] of rows.entries()) {
    const { quantity, price, sum, vatSum } = row;
    for (const [name, value] of Object.entries({ quantity, price, sum, vatSum })) {
      if (!DECIMAL.test(value))
        problems.push(`row ${index + 1}: ${name} is no decimal that 1C keeps`);
    }
    if (Number(quantity) <= 0) problems.push(`row ${index + 1}: the quantity is not above zero`);
  }
  return problems;
}
