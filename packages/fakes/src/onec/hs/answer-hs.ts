/**
 * The customer's own HTTP service with the two operations of the seed. Its answers have a BOM, its
 * numbers are texts, and what goes wrong in its code is 500 with a stack in plain text.
 */
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { localNow, type Base } from '../base.ts';
import { readBalance } from '../documents/balance.ts';
import { postDocument } from '../documents/post-document.ts';
import { createObject, needRow, rowsOf } from '../documents/write-object.ts';
import { htmlAnswer, textAnswer, type HttpAnswer } from '../http-answer.ts';
import { OdataError } from '../odata/odata-error.ts';
import { textOf } from '../row.ts';
import { saleSet } from '../schema.ts';

const moduleName = 'HTTPСервис.BitrixIntegration.Модуль';

/** Runs `create_order` or `get_stock_balances`; `path` is what follows the service's root. */
export function answerHs(
  base: Base,
  request: { verb: string; path: string; body: string },
): HttpAnswer {
  const operation = request.path.replace(/^\/+|\/+$/g, '');
  if (operation !== 'create_order' && operation !== 'get_stock_balances') {
    return htmlAnswer(404, '404 Not Found');
  }
  if (request.verb !== 'POST') return htmlAnswer(405, '405 Method Not Allowed');
  try {
    const body = parse(request.body);
    return operation === 'create_order' ? createOrder(base, body) : balances(base, body);
  } catch (error) {
    if (!(error instanceof OdataError)) throw error;
    return textAnswer(500, `{${moduleName}(37)}: ${error.message}`);
  }
}

/** One transaction: document and posting, or nothing. The same reference gives the same document. */
function createOrder(base: Base, body: JsonObject): HttpAnswer {
  const ref = typeof body['ref'] === 'string' ? body['ref'].toLowerCase() : undefined;
  const known = ref === undefined ? undefined : rowsOf(base, saleSet).get(ref);
  if (known?.['Posted'] === true) return orderAnswer(textOf(known, 'Number'), ref, true);
  const head = isJsonObject(body['document'] ?? null)
    ? (body['document'] as JsonObject)
    : undefined;
  if (ref === undefined || head === undefined) {
    return bomAnswer({ success: false, error: 'Не заполнены поля ref и document' });
  }
  if (known === undefined) createObject(base, saleSet, { ...head, Ref_Key: ref, Posted: false });
  try {
    postDocument(base, saleSet, ref);
  } catch (error) {
    if (known === undefined) rowsOf(base, saleSet).delete(ref);
    if (!(error instanceof OdataError)) throw error;
    return bomAnswer({ success: false, error: error.message.split('\n')[0] ?? '' });
  }
  return orderAnswer(textOf(needRow(base, saleSet, ref), 'Number'), ref, false);
}

function orderAnswer(number: string, ref: string | undefined, repeated: boolean): HttpAnswer {
  return bomAnswer({ success: true, order_number: number, ref: ref ?? '', posted: true, repeated });
}

function balances(base: Base, body: JsonObject): HttpAnswer {
  const period = typeof body['period'] === 'string' ? body['period'] : localNow(base);
  const args = new Map<string, string>([
    ['Dimensions', 'Товар,Склад'],
    ['Period', period],
    ...conditionOf(body['organisation']),
  ]);
  const warehouse = body['warehouse'];
  const rows = readBalance(base, args, undefined).filter(
    (row) => typeof warehouse !== 'string' || warehouse === '' || row['Склад_Key'] === warehouse,
  );
  const products = rowsOf(base, 'Catalog_Номенклатура');
  return bomAnswer({
    version: 1,
    period,
    balances: rows.map((row) => {
      const product = products.get(String(row['Товар_Key']));
      return {
        product_ref: row['Товар_Key'] ?? '',
        product_code: product === undefined ? '' : textOf(product, 'Code'),
        product_name: product === undefined ? '' : textOf(product, 'Description'),
        warehouse: row['Склад_Key'] ?? '',
        // The author of the service formats numbers as people read them.
        quantity: String(row['КоличествоBalance'] ?? '0').replace('.', ','),
      };
    }),
  });
}

function conditionOf(firm: Json | undefined): readonly (readonly [string, string])[] {
  return typeof firm === 'string' && firm !== ''
    ? [['Condition', `Организация_Key eq guid'${firm}'`]]
    : [];
}

function bomAnswer(body: Json): HttpAnswer {
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body: `\uFEFF${JSON.stringify(body)}`,
  };
}

function parse(text: string): JsonObject {
  try {
    const body = JSON.parse(text.replace(/^\uFEFF/, '')) as Json;
    if (isJsonObject(body)) return body;
  } catch {
    // Falls through to the same refusal as a body of another kind.
  }
  throw new OdataError(500, -1, 'Непредвиденный символ при чтении JSON');
}
