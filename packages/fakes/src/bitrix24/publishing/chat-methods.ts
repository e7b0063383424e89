import type { MethodAnswer, MethodCall, VendorMethod } from '../methods/vendor-method.ts';
import { findParam, isPhpArray, toInt, toList, toText } from '../transport/php-value.ts';
import { toWireTime } from '../wire/dates.ts';
import { restErrors } from '../wire/rest-error.ts';
import { chatFolder, hasChat } from './board.ts';
import { keepFile, publish, readFile } from './keep-file.ts';
import { publishingErrors } from './publishing-errors.ts';

const scopes = ['im'] as const;
const oneWrite = { writes: 1 };

/** Messages and files for chats and persons; nothing here is safe to repeat. */
export const chatMethods: readonly (readonly [string, VendorMethod])[] = [
  ['im.message.add', { scopes, run: addMessage }],
  ['im.disk.folder.get', { scopes, run: getFolder }],
  ['im.disk.file.commit', { scopes, run: commitFile }],
  ['im.v2.file.upload', { scopes, run: uploadToChat }],
];

function addMessage({ portal, params }: MethodCall): MethodAnswer {
  const target = needDialog(portal, toText(findParam(params, 'DIALOG_ID')));
  const text = toText(findParam(params, 'MESSAGE'));
  const attached = toList(findParam(params, 'ATTACH')).length > 0;
  if (text === '' && !attached) throw publishingErrors.messageEmpty();
  const result = publish(portal, {
    ...{ kind: 'message', targets: [target], title: '', text, fileIds: [] },
  });
  return { result, work: oneWrite };
}

function getFolder(call: MethodCall): MethodAnswer {
  return { result: { ID: chatFolder(needChat(call)) } };
}

/** Publishes a file of the disk; its number goes by several names. */
function commitFile(call: MethodCall): MethodAnswer {
  const { portal, params } = call;
  const chatId = needChat(call);
  const fileIds = ['FILE_ID', 'UPLOAD_ID', 'DISK_ID']
    .flatMap((name) => toList(findParam(params, name)))
    .map(toInt)
    .filter((id) => portal.board.files.get(id) !== undefined);
  if (fileIds.length === 0) throw publishingErrors.noFiles();
  const text = toText(findParam(params, 'MESSAGE'));
  publish(portal, { kind: 'message', targets: [`chat${chatId}`], title: '', text, fileIds });
  return { result: true, work: oneWrite };
}

/** File and message in one step. */
function uploadToChat({ portal, params }: MethodCall): MethodAnswer {
  const dialogId = toText(findParam(params, 'dialogId'));
  if (dialogId === '') throw restErrors.missingParameter('dialogId');
  const target = needDialog(portal, dialogId);
  const fields = findParam(params, 'fields');
  if (!isPhpArray(fields)) throw restErrors.missingParameter('fields');
  const name = findParam(fields, 'name') ?? '';
  const content = findParam(fields, 'content') ?? '';
  const given = readFile(new Map([name, content].map((value, at) => [String(at), value])));
  if (!given) throw publishingErrors.noFiles();
  const chatId = toInt(target.replace('chat', ''));
  const plan = { folderId: chatFolder(chatId), name: undefined, isMadeUnique: true };
  const file = keepFile(portal, plan, given);
  const messageId = publish(portal, {
    ...{ kind: 'message', targets: [target], title: '', fileIds: [file.id] },
    text: toText(findParam(fields, 'message')),
  });
  const date = toWireTime(file.createdMs, portal.settings.offsetMinutes);
  return {
    result: {
      file: { id: file.id, chatId, date, name: file.name, size: file.content.length, type: 'file' },
      ...{ messageId, chatId, dialogId: target },
    },
    work: oneWrite,
  };
}

/** A chat or an employee that can be written to, as it was named. */
function needDialog({ dictionaries }: MethodCall['portal'], dialogId: string): string {
  if (dialogId.startsWith('chat')) {
    const chatId = toInt(dialogId.slice('chat'.length));
    if (chatId <= 0) throw publishingErrors.chatId();
    if (!hasChat(chatId)) throw publishingErrors.noAccess();
    return `chat${chatId}`;
  }
  const userId = toInt(dialogId);
  if (userId <= 0) throw publishingErrors.userIdEmpty();
  if (!dictionaries.users.some(({ id }) => id === userId)) throw publishingErrors.noAccess();
  return String(userId);
}

function needChat({ params }: MethodCall): number {
  const chatId = toInt(findParam(params, 'CHAT_ID'));
  if (chatId <= 0) throw publishingErrors.chatIdEmpty();
  if (!hasChat(chatId)) throw publishingErrors.noAccess();
  return chatId;
}
