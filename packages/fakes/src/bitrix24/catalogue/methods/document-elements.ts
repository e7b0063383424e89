import type { MethodAnswer, MethodCall, VendorMethod } from '../../methods/vendor-method.ts';
import type { Portal } from '../../portal.ts';
import { findParam, toInt } from '../../transport/php-value.ts';
import { catalogueErrors } from '../catalogue-errors.ts';
import { toWireRow, type ListSchema } from '../lists/column.ts';
import { listRows } from '../lists/list-rows.ts';
import { readFields, readRequiredId, toIdOrNull, toNumber } from '../read-fields.ts';
import type { DocumentElement } from '../store-document.ts';

const scopes = ['catalog'] as const;
const oneWrite = { writes: 1 };

/** The lines of documents; only unconducted documents take changes. */
export const documentElementMethods: readonly (readonly [string, VendorMethod])[] = [
  ['catalog.document.element.list', { scopes, run: listElements }],
  ['catalog.document.element.add', { scopes, run: addElement }],
  ['catalog.document.element.update', { scopes, run: updateElement }],
  ['catalog.document.element.delete', { scopes, run: deleteElement }],
];

const schema: ListSchema<DocumentElement> = {
  takesIn: true,
  columns: [
    { name: 'amount', kind: 'number', read: ({ amount }) => amount },
    { name: 'docId', kind: 'integer', read: ({ docId }) => docId },
    { name: 'elementId', kind: 'integer', read: ({ elementId }) => elementId },
    { name: 'id', kind: 'integer', read: ({ id }) => id },
    { name: 'purchasingPrice', kind: 'number', read: ({ purchasingPrice }) => purchasingPrice },
    { name: 'storeFrom', kind: 'integer', read: ({ storeFrom }) => storeFrom },
    { name: 'storeTo', kind: 'integer', read: ({ storeTo }) => storeTo },
  ],
};

function listElements(call: MethodCall): MethodAnswer {
  const { elements } = call.portal.catalogue;
  return listRows({ call, schema, key: 'documentElements', shelf: elements });
}

/** Adds a line, as often as it is asked: the same line twice is two lines. */
function addElement(call: MethodCall): MethodAnswer {
  const { portal } = call;
  const fields = readFields(call);
  const docId = toInt(findParam(fields, 'docId'));
  needOpenDocument(portal, docId);
  const elementId = toInt(findParam(fields, 'elementId'));
  const { products, elements } = portal.catalogue;
  if (!products.get(elementId)) throw catalogueErrors.elementNotAdded();
  const price = findParam(fields, 'purchasingPrice');
  const element = elements.add({
    id: elements.nextId(),
    docId,
    elementId,
    storeFrom: toIdOrNull(findParam(fields, 'storeFrom')),
    storeTo: toIdOrNull(findParam(fields, 'storeTo')),
    amount: toNumber(findParam(fields, 'amount')),
    purchasingPrice: price === undefined ? null : toNumber(price),
  });
  return { result: { documentElement: toWire(portal, element) }, work: oneWrite };
}

function updateElement(call: MethodCall): MethodAnswer {
  const { portal } = call;
  const fields = readFields(call);
  const element = needElement(portal, readRequiredId(call));
  for (const [name, value] of fields) {
    if (name === 'amount') element.amount = toNumber(value);
    if (name === 'purchasingPrice') element.purchasingPrice = toNumber(value);
    if (name === 'storeFrom') element.storeFrom = toIdOrNull(value);
    if (name === 'storeTo') element.storeTo = toIdOrNull(value);
  }
  return { result: { documentElement: toWire(portal, element) }, work: oneWrite };
}

function deleteElement(call: MethodCall): MethodAnswer {
  const { portal } = call;
  const { id } = needElement(portal, readRequiredId(call));
  portal.catalogue.elements.remove(id);
  return { result: true, work: oneWrite };
}

function needElement(portal: Portal, id: number): DocumentElement {
  const element = portal.catalogue.elements.get(id);
  if (!element) throw catalogueErrors.documentStatus('Document not found');
  needOpenDocument(portal, element.docId);
  return element;
}

function needOpenDocument({ catalogue, settings }: Portal, id: number): void {
  if (!settings.rights.mayWrite) throw catalogueErrors.documentRights();
  const document = catalogue.documents.get(id);
  if (!document) throw catalogueErrors.documentStatus('Document not found');
  if (document.isConducted) throw catalogueErrors.documentStatus('Conducted document');
}

function toWire({ settings }: Portal, element: DocumentElement) {
  return toWireRow(element, schema.columns, settings.offsetMinutes);
}
