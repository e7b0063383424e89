import type { Json } from '../../../json.ts';
import { nowSeconds } from '../../deal-edits/edit-deals.ts';
import type { MethodAnswer, MethodCall, VendorMethod } from '../../methods/vendor-method.ts';
import type { Portal } from '../../portal.ts';
import { findParam, toInt, toList, toText } from '../../transport/php-value.ts';
import { RestError } from '../../wire/rest-error.ts';
import { elementsOf } from '../catalogue.ts';
import { catalogueErrors } from '../catalogue-errors.ts';
import { cancelDocument, conductDocument } from '../conduct.ts';
import { toWireRow, type ListSchema } from '../lists/column.ts';
import { listRows } from '../lists/list-rows.ts';
import { readFields, readRequiredId } from '../read-fields.ts';
import { documentTypes, type StoreDocument } from '../store-document.ts';

const scopes = ['catalog'] as const;
const oneWrite = { writes: 1 };

/** Documents of inventory accounting, and whether there is any. */
export const documentMethods: readonly (readonly [string, VendorMethod])[] = [
  [
    'catalog.document.mode.status',
    { scopes, run: ({ portal }) => ({ result: portal.catalogue.isInventoryOn ? 'Y' : 'N' }) },
  ],
  ['catalog.document.list', { scopes, run: listDocuments }],
  ['catalog.document.add', { scopes, run: addDocument }],
  ['catalog.document.update', { scopes, run: updateDocument }],
  ['catalog.document.delete', { scopes, run: deleteDocument }],
  ['catalog.document.conduct', { scopes, run: (call) => settle(call, conductDocument) }],
  ['catalog.document.cancel', { scopes, run: (call) => settle(call, cancelDocument) }],
  ['catalog.document.conductlist', { scopes, run: conductList }],
];

function schemaOf(portal: Portal): ListSchema<StoreDocument> {
  return {
    takesIn: true,
    columns: [
      { name: 'commentary', kind: 'text', read: ({ commentary }) => commentary },
      { name: 'createdBy', kind: 'integer', read: ({ createdBy }) => Number(createdBy) },
      { name: 'currency', kind: 'code', read: ({ currency }) => currency },
      { name: 'dateCreate', kind: 'date', read: ({ createdMs }) => createdMs },
      { name: 'dateDocument', kind: 'date', read: ({ statusMs }) => statusMs },
      { name: 'dateModify', kind: 'date', read: ({ changedMs }) => changedMs },
      { name: 'dateStatus', kind: 'date', read: ({ statusMs }) => statusMs },
      { name: 'docNumber', kind: 'text', read: ({ docNumber }) => docNumber },
      { name: 'docType', kind: 'code', read: ({ docType }) => docType },
      { name: 'id', kind: 'integer', read: ({ id }) => id },
      { name: 'modifiedBy', kind: 'integer', read: ({ createdBy }) => Number(createdBy) },
      { name: 'responsibleId', kind: 'integer', read: ({ responsibleId }) => responsibleId },
      { name: 'status', kind: 'code', read: ({ isConducted }) => (isConducted ? 'Y' : 'N') },
      { name: 'statusBy', kind: 'integer', read: ({ statusBy }) => Number(statusBy ?? 0) },
      { name: 'title', kind: 'text', read: ({ title }) => title },
      { name: 'total', kind: 'number', read: (document) => totalOf(portal, document) },
    ],
  };
}

function totalOf({ catalogue }: Portal, { id }: StoreDocument): number {
  const lines = elementsOf(catalogue, id);
  const total = lines.reduce((sum, line) => sum + line.amount * (line.purchasingPrice ?? 0), 0);
  return Math.round(total * 100) / 100;
}

function listDocuments(call: MethodCall): MethodAnswer {
  const { portal } = call;
  const { documents } = portal.catalogue;
  return listRows({ call, schema: schemaOf(portal), key: 'documents', shelf: documents });
}

/** Makes an unconducted document; the inventory mode is not asked for it. */
function addDocument(call: MethodCall): MethodAnswer {
  const { portal } = call;
  const fields = readFields(call);
  needWrite(portal);
  const docType = documentTypes.find((type) => type === toText(findParam(fields, 'docType')));
  const currency = toText(findParam(fields, 'currency'));
  const responsibleId = toInt(findParam(fields, 'responsibleId'));
  if (!docType || currency === '' || responsibleId <= 0) {
    throw catalogueErrors.document('Required fields: docType, currency, responsibleId');
  }
  const { documents } = portal.catalogue;
  const now = nowSeconds(portal);
  const id = documents.nextId();
  const document = documents.add({
    ...{ id, docType, currency, responsibleId },
    docNumber: toText(findParam(fields, 'docNumber')),
    title: toText(findParam(fields, 'title')) || `${titles[docType]} №${id}`,
    commentary: toText(findParam(fields, 'commentary')),
    createdMs: now,
    createdBy: portal.settings.webhook.user,
    isConducted: false,
    changedMs: now,
    statusMs: null,
    statusBy: null,
  });
  return { result: { document: toWire(portal, document) }, work: oneWrite };
}

const titles = {
  A: 'Приход',
  S: 'Оприходование',
  M: 'Перемещение',
  R: 'Возврат',
  D: 'Списание',
} as const;

function updateDocument(call: MethodCall): MethodAnswer {
  const { portal } = call;
  const fields = readFields(call);
  needWrite(portal);
  const document = needDocument(portal, readRequiredId(call));
  if (document.isConducted) throw catalogueErrors.documentStatus('Conducted document');
  for (const [name, value] of fields) {
    if (name === 'title') document.title = toText(value);
    if (name === 'docNumber') document.docNumber = toText(value);
    if (name === 'commentary') document.commentary = toText(value);
    if (name === 'responsibleId') document.responsibleId = toInt(value);
  }
  document.changedMs = nowSeconds(portal);
  return { result: { document: toWire(portal, document) }, work: oneWrite };
}

/** A conducted document is not deleted, which the answer tells by null. */
function deleteDocument(call: MethodCall): MethodAnswer {
  const { portal } = call;
  needWrite(portal);
  const { id, isConducted } = needDocument(portal, readRequiredId(call));
  if (isConducted) return { result: null };
  for (const element of elementsOf(portal.catalogue, id)) {
    portal.catalogue.elements.remove(element.id);
  }
  portal.catalogue.documents.remove(id);
  return { result: true, work: oneWrite };
}

function settle(
  call: MethodCall,
  change: (portal: Portal, id: number, by: string) => void,
): MethodAnswer {
  needWrite(call.portal);
  change(call.portal, readRequiredId(call), call.portal.settings.webhook.user);
  return { result: true, work: oneWrite };
}

/** Conducts what can be conducted; one that cannot makes the answer an error all the same. */
function conductList(call: MethodCall): MethodAnswer {
  const { portal } = call;
  needWrite(portal);
  let failure: RestError | undefined;
  const ids = toList(findParam(call.params, 'documentIds')).map(toInt);
  for (const id of ids) {
    try {
      conductDocument(portal, id, portal.settings.webhook.user);
    } catch (error) {
      if (!(error instanceof RestError)) throw error;
      failure ??= error;
    }
  }
  if (failure) throw failure;
  return { result: true, work: { writes: ids.length } };
}

function needDocument(portal: Portal, id: number): StoreDocument {
  const document = portal.catalogue.documents.get(id);
  if (!document) throw catalogueErrors.document('Document not found');
  return document;
}

function needWrite({ settings }: Portal): void {
  if (settings.rights.mayWrite) return;
  throw catalogueErrors.document('Insufficient permissions to save the document');
}

function toWire(portal: Portal, document: StoreDocument): Json {
  return toWireRow(document, schemaOf(portal).columns, portal.settings.offsetMinutes);
}
