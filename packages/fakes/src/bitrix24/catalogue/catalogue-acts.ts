import { ControlRefusal } from '../../control/control-refusal.ts';
import { readInput, type InputReader } from '../../control/read-input.ts';
import { isJsonObject, type Json } from '../../json.ts';
import type { Act } from '../acts/act.ts';
import { needDeal } from '../acts/need-deal.ts';
import type { Portal } from '../portal.ts';
import { dealRowsOf, setInventory } from './catalogue.ts';
import { replaceDealRows, touchDeal, type RowDraft } from './deal-rows.ts';
import { productActs } from './product-acts.ts';

/** What people do in the catalogue and with the products of deals. */
export const catalogueActs: Readonly<Record<string, Act>> = {
  ...productActs,
  'set-inventory-mode': {
    takes: ['mode'],
    run: (portal, input) => {
      const mode = input.oneOf('mode', ['Y', 'N'] as const);
      setInventory(portal.catalogue, mode === 'Y');
      return { mode };
    },
  },
  'set-product-rows': { takes: ['id', 'rows', 'by', 'silent'], run: setProductRows },
};

const rowFields = [
  'productId',
  'quantity',
  'price',
  'name',
  'discountSum',
  'taxRate',
  'storeId',
] as const;

function setProductRows(portal: Portal, input: InputReader): Json {
  const id = needDeal(portal, input);
  const rows = input.fields['rows'];
  if (!Array.isArray(rows)) {
    throw new ControlRefusal(
      'set-product-rows: "rows" must be a list such as [{"productId":1001,"quantity":2}].',
    );
  }
  replaceDealRows(
    portal,
    id,
    (rows as readonly Json[]).map((row) => toDraft(portal, row)),
  );
  touchDeal(portal, id, {
    by: input.has('by') ? String(input.integer('by')) : '1',
    isSilent: input.optionalBoolean('silent') ?? false,
  });
  return { id, rows: dealRowsOf(portal.catalogue, id).map((row) => row.id) };
}

function toDraft(portal: Portal, row: Json): RowDraft {
  const reader = readInput(isJsonObject(row) ? row : {}, 'set-product-rows');
  reader.only(...rowFields);
  const productId = reader.has('productId') ? reader.integer('productId') : 0;
  if (productId > 0 && !portal.catalogue.products.get(productId)) {
    throw new ControlRefusal(
      `set-product-rows: there is no product ${productId}; see GET /state?products=1.`,
    );
  }
  const name = reader.optionalText('name');
  const numbers = (['quantity', 'price', 'discountSum', 'taxRate', 'storeId'] as const)
    .map((field) => [field, reader.optionalNumber(field)] as const)
    .filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(numbers),
    productId,
    ...(name === undefined ? {} : { productName: name }),
  };
}
