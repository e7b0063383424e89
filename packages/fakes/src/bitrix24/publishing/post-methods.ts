import type { MethodAnswer, MethodCall, VendorMethod } from '../methods/vendor-method.ts';
import { isVisible } from '../rights.ts';
import { findParam, isPhpArray, toInt, toList, toText } from '../transport/php-value.ts';
import { restErrors } from '../wire/rest-error.ts';
import { storages } from './board.ts';
import { keepFiles, publish } from './keep-file.ts';
import { publishingErrors } from './publishing-errors.ts';

const oneWrite = { writes: 1 };
const dealOwner = 2;

/** The feed of the company and the timelines of deals; nothing here is safe to repeat. */
export const postMethods: readonly (readonly [string, VendorMethod])[] = [
  ['log.blogpost.add', { scopes: ['log'], run: addBlogPost }],
  ['crm.timeline.comment.add', { scopes: ['crm'], run: addComment }],
  ['crm.activity.add', { scopes: ['crm'], run: addActivity }],
];

const filesFolder = storages[0]?.rootFolderId ?? 0;

function addBlogPost({ portal, params }: MethodCall): MethodAnswer {
  const text = toText(findParam(params, 'POST_MESSAGE'));
  if (text === '') throw publishingErrors.messageEmpty();
  const targets = toList(findParam(params, 'DEST')).map(toText);
  const result = publish(portal, {
    ...{ kind: 'blogpost', title: toText(findParam(params, 'POST_TITLE')), text },
    targets: targets.length > 0 ? targets : ['UA'],
    fileIds: keepFiles(portal, filesFolder, findParam(params, 'FILES')),
  });
  return { result, work: oneWrite };
}

function addComment({ portal, params }: MethodCall): MethodAnswer {
  const fields = findParam(params, 'fields');
  if (!isPhpArray(fields)) throw restErrors.missingParameter('fields');
  const type = toText(fields.get('ENTITY_TYPE')).toLowerCase();
  const id = toInt(fields.get('ENTITY_ID'));
  if (type === 'deal' && !portal.deals.exists(id)) throw publishingErrors.elementNotFound();
  if (type === 'deal' && !isVisible(portal, id)) throw restErrors.itemAccessDenied();
  const text = toText(fields.get('COMMENT'));
  if (text === '') throw publishingErrors.commentEmpty();
  const result = publish(portal, {
    ...{ kind: 'comment', targets: [`${type} ${id}`], title: '', text },
    fileIds: keepFiles(portal, filesFolder, fields.get('FILES')),
  });
  return { result, work: oneWrite };
}

function addActivity({ portal, params }: MethodCall): MethodAnswer {
  const fields = findParam(params, 'fields');
  if (!isPhpArray(fields)) throw restErrors.legacy("Parameter 'fields' must be array.");
  const ownerType = toInt(fields.get('OWNER_TYPE_ID'));
  const ownerId = toInt(fields.get('OWNER_ID'));
  const isLost = ownerType === dealOwner && !portal.deals.exists(ownerId);
  if (isLost || !portal.settings.rights.mayWrite) throw restErrors.legacy('Access denied.');
  const result = publish(portal, {
    ...{ kind: 'activity', title: toText(fields.get('SUBJECT')), fileIds: [] },
    targets: [ownerType === dealOwner ? `deal ${ownerId}` : `${ownerType} ${ownerId}`],
    text: toText(fields.get('DESCRIPTION')),
  });
  return { result, work: oneWrite };
}
