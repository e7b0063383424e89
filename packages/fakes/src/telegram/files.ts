import type { Json } from '../json.ts';
import type { BotWorld, StoredFile } from './bot-world.ts';
import { readImageSize } from './image-size.ts';
import { textOf, type Params, type UploadedFile } from './read-params.ts';
import { badRequest } from './telegram-error.ts';

const largestPhoto = 10 * 1024 * 1024;
const largestDocument = 50 * 1024 * 1024;
const largestDownload = 20 * 1024 * 1024;
const longestSides = 10_000;
const widestRatio = 20;

export type FileKind = 'photo' | 'document';

/** The file of a message: an upload, one that was sent before, or an address; refuses what Telegram would. */
export function takeFile(
  world: BotWorld,
  kind: FileKind,
  { upload, known }: { upload: UploadedFile | undefined; known: string | undefined },
): StoredFile {
  if (upload === undefined) return findKnown(world, kind, known);
  const { name, content } = upload;
  if (content.length === 0) throw badRequest('file must be non-empty');
  if (content.length > (kind === 'photo' ? largestPhoto : largestDocument)) {
    throw badRequest('file is too big');
  }
  const size = kind === 'photo' ? checkPhoto(content) : readImageSize(content);
  const id = `file-${world.nextFileId}`;
  world.nextFileId += 1;
  const file = { id, kind, name, content, width: size?.width ?? 0, height: size?.height ?? 0 };
  world.files.set(id, file);
  return file;
}

function checkPhoto(content: Buffer): { width: number; height: number } {
  const size = readImageSize(content);
  if (size === undefined) throw badRequest('IMAGE_PROCESS_FAILED');
  const { width, height } = size;
  const ratio = Math.max(width, height) / Math.max(1, Math.min(width, height));
  if (width + height > longestSides || ratio > widestRatio) {
    throw badRequest('PHOTO_INVALID_DIMENSIONS');
  }
  return size;
}

/** An address is not fetched: whatever lies there is taken for right. */
function findKnown(world: BotWorld, kind: FileKind, known: string | undefined): StoredFile {
  if (known === undefined || known === '') throw badRequest(`there is no ${kind} in the request`);
  const file = world.files.get(known);
  if (file !== undefined) return file;
  if (/^https?:\/\//i.test(known)) {
    const size = kind === 'photo' ? { width: 1280, height: 720 } : { width: 0, height: 0 };
    return { id: 'file-elsewhere', kind, name: 'file', content: Buffer.alloc(1), ...size };
  }
  throw badRequest('wrong file identifier/HTTP URL specified');
}

/** getFile: where a file can be fetched, up to 20 MB. */
export function getFile(world: BotWorld, params: Params): Json {
  const file = world.files.get(textOf(params, 'file_id') ?? '');
  if (!file) throw badRequest('invalid file_id');
  if (file.content.length > largestDownload) throw badRequest('file is too big');
  return {
    ...{ file_id: file.id, file_unique_id: toUniqueId(file), file_size: file.content.length },
    file_path: toFilePath(file),
  };
}

/** The file under a path that getFile gave; undefined when there is none. */
export function findByPath({ files }: BotWorld, path: string): StoredFile | undefined {
  return [...files.values()].find((file) => toFilePath(file) === path);
}

/** The type under which a file is shown. */
export function typeOf({ kind, width, name }: StoredFile): string {
  if (kind === 'document' && width === 0) return 'application/octet-stream';
  return /\.(?:jpe?g)$/i.test(name) ? 'image/jpeg' : 'image/png';
}

export function toUniqueId({ id }: StoredFile): string {
  return `u${id.replace('file-', '')}`;
}

function toFilePath({ id, kind, name }: StoredFile): string {
  const ending = /\.[a-z0-9]{1,8}$/i.exec(name)?.[0] ?? '';
  return `${kind}s/${id}${ending}`;
}
