import type { JsonObject } from '../../json.ts';
import { hexText } from '../../seeded/random.ts';
import { matches, parseFilter } from '../lists/filter.ts';
import { readArray } from '../methods/read-call.ts';
import type { MethodAnswer, MethodCall, VendorMethod } from '../methods/vendor-method.ts';
import type { Portal } from '../portal.ts';
import { findParam, isPhpArray, isTruthy, toInt, toText } from '../transport/php-value.ts';
import { toWireTime } from '../wire/dates.ts';
import { hasFolder, storages, type PlannedUpload, type Storage, type StoredFile } from './board.ts';
import { keepFile, readFile } from './keep-file.ts';
import { publishingErrors } from './publishing-errors.ts';

const scopes = ['disk'] as const;

/** The disk: where files can be put, and putting them there in one step or two. */
export const diskMethods: readonly (readonly [string, VendorMethod])[] = [
  ['disk.storage.getlist', { scopes, run: listStorages }],
  ['disk.folder.uploadfile', { scopes, run: uploadFile }],
  // The address that the first of two steps names; its token is its right.
  ['upload', { scopes: [], run: takeUpload }],
];

const filterKinds = {
  ID: 'integer',
  NAME: 'text',
  ENTITY_TYPE: 'code',
  ENTITY_ID: 'code',
} as const;
type StorageKey = keyof typeof filterKinds;
const isStorageKey = (name: string): name is StorageKey => name in filterKinds;

function listStorages(call: MethodCall): MethodAnswer {
  const conditions = parseFilter(
    readArray(call, 'filter'),
    (name) => (isStorageKey(name) ? filterKinds[name] : undefined),
    0,
  );
  const found = storages.filter((storage) =>
    matches(storage, conditions, (row, name) => {
      const value = toStorage(row)[name];
      return [name === 'ID' ? Number(value) : String(value).toLowerCase()];
    }),
  );
  return { result: found.map(toStorage), total: found.length };
}

function toStorage({ id, name, entityType, entityId, rootFolderId }: Storage): JsonObject {
  return {
    ...{ ID: String(id), NAME: name, CODE: null, MODULE_ID: 'disk' },
    ...{ ENTITY_TYPE: entityType, ENTITY_ID: entityId, ROOT_OBJECT_ID: String(rootFolderId) },
  };
}

/** With `fileContent` the file is kept; without it the answer says where to send the file. */
function uploadFile(call: MethodCall): MethodAnswer {
  const { portal, params } = call;
  const id = findParam(params, 'id');
  if (id === undefined) throw publishingErrors.noParameter(0);
  const folderId = toInt(id);
  if (!hasFolder(folderId)) throw publishingErrors.noEntity(folderId);
  const data = findParam(params, 'data');
  const name = isPhpArray(data) ? toText(findParam(data, 'NAME')) : '';
  const isMadeUnique = isTruthy(findParam(params, 'generateUniqueName'));
  const content = findParam(params, 'fileContent');
  if (content === undefined) {
    return announce(portal, { folderId, name: name === '' ? undefined : name, isMadeUnique });
  }
  if (name === '') throw publishingErrors.noName();
  const file = readFile(content);
  if (!file) throw publishingErrors.notSaved();
  return answer(portal, keepFile(portal, { folderId, name, isMadeUnique }, file));
}

function announce(portal: Portal, plan: PlannedUpload): MethodAnswer {
  const { board, settings, url, seed } = portal;
  const token = hexText(seed, `upload ${board.uploads.size}`, 40);
  board.uploads.set(token, plan);
  const { user, secret } = settings.webhook;
  return {
    result: { field: 'file', uploadUrl: `${url}/rest/${user}/${secret}/upload/?token=${token}` },
  };
}

/** A token is good for one file. */
function takeUpload({ portal, params, files }: MethodCall): MethodAnswer {
  const token = toText(findParam(params, 'token'));
  const plan = portal.board.uploads.get(token);
  const file = files?.get('file');
  if (!plan || !file) throw publishingErrors.notSaved();
  portal.board.uploads.delete(token);
  return answer(portal, keepFile(portal, plan, file));
}

function answer(portal: Portal, file: StoredFile): MethodAnswer {
  return { result: toFile(portal, file), work: { writes: 1 } };
}

/** A file as the disk writes it: numbers for its own ids, texts for all others. */
function toFile({ settings, url }: Portal, file: StoredFile): JsonObject {
  const { user, secret } = settings.webhook;
  const time = toWireTime(file.createdMs, settings.offsetMinutes);
  const storage = storages.find((one) => one.rootFolderId === file.folderId);
  return {
    ID: file.id,
    NAME: file.name,
    CODE: null,
    STORAGE_ID: String(storage?.id ?? 0),
    TYPE: 'file',
    PARENT_ID: String(file.folderId),
    DELETED_TYPE: 0,
    GLOBAL_CONTENT_VERSION: 1,
    FILE_ID: file.id * 3,
    SIZE: String(file.content.length),
    CREATE_TIME: time,
    UPDATE_TIME: time,
    DELETE_TIME: null,
    CREATED_BY: user,
    UPDATED_BY: user,
    DELETED_BY: null,
    DOWNLOAD_URL: `${url}/rest/${user}/${secret}/download/?token=${hexText(file.id, 'download', 40)}`,
    DETAIL_URL: `${url}/docs/file/${encodeURIComponent(file.name)}`,
  };
}
