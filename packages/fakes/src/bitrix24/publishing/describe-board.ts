import type { JsonObject } from '../../json.ts';
import type { Portal } from '../portal.ts';

/** The board's part of GET /state: with ?published=1 everything that was published, with its bytes. */
export function describeBoard({ board }: Portal, query: URLSearchParams): JsonObject {
  if (query.get('published') !== '1') return {};
  return {
    files: board.files.rows.map(({ id, name, folderId, content }) => ({
      ...{ id, name, folderId, size: content.length, base64: content.toString('base64') },
    })),
    posts: board.posts.rows.map(({ createdMs, targets, fileIds, ...post }) => ({
      ...{ ...post, targets: [...targets], fileIds: [...fileIds] },
      at: new Date(createdMs).toISOString(),
    })),
  };
}
