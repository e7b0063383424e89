import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../../json.ts';
import { startPortalUnderTest, type PortalUnderTest } from '../test-support/portal-under-test.ts';

type Row = Record<string, Json>;
interface Published {
  files: { id: number; name: string; folderId: number; size: number; base64: string }[];
  posts: { id: number; kind: string; targets: string[]; text: string; fileIds: number[] }[];
}

const csv = Buffer.from('negócio;valor\n410;10,50\n');
const base64 = csv.toString('base64');

let portal: PortalUnderTest;
beforeAll(async () => {
  portal = await startPortalUnderTest({ scenario: 'small' });
});
beforeEach(async () => {
  await portal.control('/reset', {});
  await portal.act({ do: 'set-plan', size: 100_000 });
});
afterAll(() => portal.fake.stop());

const published = (): Promise<Published> => portal.read('/state?published=1');
const answer = async (method: string, params: Json): Promise<[number, string]> => {
  const { status, text } = await portal.call(method, params);
  return [status, text.replace(/,"time":.*/, '')];
};
const refusal = (code: string, description: string): [number, string] => [
  400,
  `{"error":"${code}","error_description":"${description}"}`,
];

describe('the disk', () => {
  const upload = (params: Row): Promise<Row> =>
    portal.result<Row>('disk.folder.uploadFile', {
      ...{ id: 24, data: { NAME: 'r.csv' }, fileContent: ['r.csv', base64], ...params },
    });

  it('has a common storage, and takes a file in one step: numbers and texts are mixed', async () => {
    const [storage] = await portal.result<Row[]>('disk.storage.getList', {
      filter: { ENTITY_TYPE: 'common' },
    });
    expect(storage).toMatchObject({ ID: '19', ROOT_OBJECT_ID: '24', ENTITY_TYPE: 'common' });
    expect(await upload({})).toMatchObject({
      ...{ ID: 9011, NAME: 'r.csv', STORAGE_ID: '19', TYPE: 'file', PARENT_ID: '24' },
      ...{ FILE_ID: 27_033, SIZE: String(csv.length) },
    });
    expect((await published()).files).toEqual([
      { id: 9011, name: 'r.csv', folderId: 24, size: csv.length, base64 },
    ]);
  });

  it('takes a file in two steps, once for each address that it gave', async () => {
    const { field, uploadUrl } = await portal.result<{ field: string; uploadUrl: string }>(
      'disk.folder.uploadFile',
      { id: 24 },
    );
    expect([field, uploadUrl]).toEqual([
      'file',
      expect.stringMatching(/\/rest\/1\/sandboxsecret1234\/upload\/\?token=[0-9a-f]{40}$/),
    ]);
    const send = () => {
      const body = new FormData();
      body.append(field, new Blob([csv]), 'relatório.csv');
      return portal.send(uploadUrl, { method: 'POST', body });
    };
    expect((await send()).text).toContain('"NAME":"relatório.csv"');
    expect((await published()).files[0]).toMatchObject({ name: 'relatório.csv', base64 });
    expect((await send()).text).toContain('"error":"ERROR_COULD_NOT_SAVE_FILE"');
  });

  it('numbers a name that is there when it may, and refuses it when it may not', async () => {
    await upload({});
    expect((await upload({ generateUniqueName: true }))['NAME']).toBe('r (1).csv');
    expect((await upload({ generateUniqueName: true }))['NAME']).toBe('r (2).csv');
    const again = { id: 24, data: { NAME: 'r.csv' }, fileContent: ['r.csv', base64] };
    expect(await answer('disk.folder.uploadFile', again)).toEqual(
      refusal('DISK_OBJ_22000', 'A file with this name already exists'),
    );
  });

  it.each<[Json, string, string]>([
    [{}, 'ERROR_ARGUMENT', 'Invalid value of parameter {Parameter #0}'],
    [{ id: 77 }, 'ERROR_NOT_FOUND', 'Could not find entity with id `77`'],
    [
      { id: 24, fileContent: ['r.csv', base64] },
      'DISK_BASE_SERVICE_22001',
      'Error: required parameter NAME (DISK_BASE_SERVICE_22001)',
    ],
    [
      { id: 24, data: { NAME: 'r.csv' }, fileContent: ['r.csv', '*'] },
      'ERROR_COULD_NOT_SAVE_FILE',
      'Could not save file',
    ],
  ])('refuses %o', async (params, code, description) => {
    expect(await answer('disk.folder.uploadFile', params)).toEqual(refusal(code, description));
  });

  it('cannot be used for the second step inside a batch', async () => {
    const { text } = await portal.call('batch', { cmd: { u: 'upload?token=x' } });
    expect(text).toContain('"u":{"error":"ERROR_BATCH_METHOD_NOT_ALLOWED"');
  });
});

describe('chats', () => {
  it('take a message each time it is sent, the same one twice too', async () => {
    const message = { DIALOG_ID: 'chat29', MESSAGE: 'Relatório pronto' };
    const first = await portal.result<number>('im.message.add', message);
    expect(await portal.result('im.message.add', message)).toBe(first + 1);
    await portal.result('im.message.add', { DIALOG_ID: 3, MESSAGE: 'oi' });
    expect((await published()).posts.map(({ targets, text }) => [targets, text])).toEqual([
      [['chat29'], 'Relatório pronto'],
      [['chat29'], 'Relatório pronto'],
      [['3'], 'oi'],
    ]);
  });

  it('take a file of the disk, and a file with its message in one step', async () => {
    const folder = await portal.result<{ ID: number }>('im.disk.folder.get', { CHAT_ID: 29 });
    const file = await portal.result<Row>('disk.folder.uploadFile', {
      ...{ id: folder.ID, data: { NAME: 'r.csv' }, fileContent: ['r.csv', base64] },
    });
    const commit = { CHAT_ID: 29, FILE_ID: file['ID'] ?? 0, MESSAGE: 'anexo' };
    expect(await portal.result('im.disk.file.commit', commit)).toBe(true);
    const sent = await portal.result<Row>('im.v2.File.upload', {
      ...{ dialogId: 'chat29', fields: { name: 'r.csv', content: base64, message: 'novo' } },
    });
    expect(sent).toMatchObject({ chatId: 29, dialogId: 'chat29', file: { name: 'r (1).csv' } });
    expect((await published()).posts.map(({ text, fileIds }) => [text, fileIds.length])).toEqual([
      ['anexo', 1],
      ['novo', 1],
    ]);
  });

  it.each<[string, Json, string]>([
    ['im.message.add', { DIALOG_ID: 'chat29' }, 'MESSAGE_EMPTY'],
    ['im.message.add', { MESSAGE: 'x' }, 'USER_ID_EMPTY'],
    ['im.message.add', { DIALOG_ID: 'chat', MESSAGE: 'x' }, 'CHAT_ID'],
    ['im.message.add', { DIALOG_ID: 'chat999', MESSAGE: 'x' }, 'ACCESS_ERROR'],
    ['im.disk.folder.get', {}, 'CHAT_ID_EMPTY'],
    ['im.disk.file.commit', { CHAT_ID: 29, FILE_ID: 5 }, 'FILES_ERROR'],
  ])('%s refuses %o with %s', async (method, params, code) => {
    const [status, text] = await answer(method, params);
    expect([status, text]).toEqual([400, expect.stringContaining(`{"error":"${code}",`)]);
  });
});

describe('feed and timelines', () => {
  it('keep what was sent, files included', async () => {
    const FILES = [['r.csv', base64]];
    const post = { POST_TITLE: 'Vendas', POST_MESSAGE: 'Semana 12', DEST: ['SG1'], FILES };
    expect(await portal.result('log.blogpost.add', post)).toEqual(expect.any(Number));
    const fields = { ENTITY_ID: 3, ENTITY_TYPE: 'deal', COMMENT: 'anexo', FILES };
    expect(await portal.result('crm.timeline.comment.add', { fields })).toEqual(expect.any(Number));
    const activity = { OWNER_TYPE_ID: 2, OWNER_ID: 3, TYPE_ID: 4, SUBJECT: 's', DESCRIPTION: 'd' };
    expect(await portal.result('crm.activity.add', { fields: activity })).toEqual(
      expect.any(Number),
    );
    const { posts } = await published();
    expect(posts).toMatchObject([
      { kind: 'blogpost', targets: ['SG1'], title: 'Vendas', text: 'Semana 12', fileIds: [9011] },
      { kind: 'comment', targets: ['deal 3'], text: 'anexo', fileIds: [9013] },
      { kind: 'activity', targets: ['deal 3'], title: 's', text: 'd' },
    ]);
  });

  it('refuse what belongs nowhere or says nothing', async () => {
    const comment = (fields: Json) => answer('crm.timeline.comment.add', { fields });
    expect(await comment({ ENTITY_ID: 9_999, ENTITY_TYPE: 'deal', COMMENT: 'x' })).toEqual(
      refusal('NOT_FOUND', 'Not found.'),
    );
    expect(await comment({ ENTITY_ID: 3, ENTITY_TYPE: 'deal' })).toEqual(
      refusal('INVALID_ARG_VALUE', 'Empty comment'),
    );
    await portal.act({ do: 'set-rights', scopes: ['crm'] });
    expect((await answer('log.blogpost.add', { POST_MESSAGE: 'x' }))[1]).toContain(
      '"error":"insufficient_scope"',
    );
    await portal.act({ do: 'set-rights' });
  });
});
