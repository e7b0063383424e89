import { createRowShelf, type RowShelf } from '../catalogue/row-shelf.ts';

/** A file on the portal's disk. */
export interface StoredFile {
  readonly id: number;
  readonly name: string;
  readonly folderId: number;
  readonly content: Buffer;
  readonly createdMs: number;
}

/** Something that was published: a message, a post of the feed, a comment or an activity. */
export interface Post {
  readonly id: number;
  readonly kind: PostKind;
  /** `chat29`, `1` for a person, `UA` for everybody, `deal 410`. */
  readonly targets: readonly string[];
  readonly title: string;
  readonly text: string;
  readonly fileIds: readonly number[];
  readonly createdMs: number;
}
export type PostKind = 'message' | 'blogpost' | 'comment' | 'activity';

/** Where the second step of an upload puts its file. */
export interface PlannedUpload {
  readonly folderId: number;
  /** Undefined takes the name of the file that comes. */
  readonly name: string | undefined;
  readonly isMadeUnique: boolean;
}

/** What reports are published to: the disk, the chats, the feed and the timelines of deals. */
export interface Board {
  readonly files: RowShelf<StoredFile>;
  readonly posts: RowShelf<Post>;
  /** Uploads that were announced, by their token. */
  readonly uploads: Map<string, PlannedUpload>;
}

/** A board with nothing on it. */
export function createBoard(): Board {
  return {
    files: createRowShelf<StoredFile>(9011, 2),
    posts: createRowShelf<Post>(11),
    uploads: new Map(),
  };
}

/** A storage of the disk with its root folder. */
export interface Storage {
  readonly id: number;
  readonly name: string;
  readonly entityType: 'common' | 'user';
  readonly entityId: string;
  readonly rootFolderId: number;
}

export const storages: readonly Storage[] = [
  {
    ...{ id: 19, name: 'Drive da empresa', entityType: 'common' },
    ...{ entityId: 'shared_files_s1', rootFolderId: 24 },
  },
  { id: 1, name: 'Meu Drive', entityType: 'user', entityId: '1', rootFolderId: 2 },
];

// The chats of the portal are numbered from 1; each has a folder of its own.
const highestChat = 100;
const firstChatFolder = 5000;

/** True for a chat that the webhook's owner can write to. */
export function hasChat(chatId: number): boolean {
  return chatId >= 1 && chatId <= highestChat;
}

/** The folder in which a chat keeps its files. */
export function chatFolder(chatId: number): number {
  return firstChatFolder + chatId;
}

/** True for a folder that takes files. */
export function hasFolder(id: number): boolean {
  return storages.some((one) => one.rootFolderId === id) || hasChat(id - firstChatFolder);
}
