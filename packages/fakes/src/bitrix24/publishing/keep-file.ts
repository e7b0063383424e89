import { nowSeconds } from '../deal-edits/edit-deals.ts';
import type { Portal } from '../portal.ts';
import { isPhpArray, toList, toText, type PhpValue } from '../transport/php-value.ts';
import type { PlannedUpload, Post, StoredFile } from './board.ts';
import { publishingErrors } from './publishing-errors.ts';

/** A file as it came: its name and its bytes. */
export interface GivenFile {
  readonly name: string;
  readonly content: Buffer;
}

/** Puts a file into a folder; a name that is there is refused or numbered, as was asked for. */
export function keepFile(
  portal: Portal,
  plan: PlannedUpload,
  { name: ownName, content }: GivenFile,
): StoredFile {
  const { files } = portal.board;
  const { folderId, isMadeUnique } = plan;
  const wanted = plan.name ?? ownName;
  if (wanted === '') throw publishingErrors.noName();
  const taken = new Set(
    files.rows.filter((file) => file.folderId === folderId).map(({ name }) => name),
  );
  if (taken.has(wanted) && !isMadeUnique) throw publishingErrors.sameName();
  const name = taken.has(wanted) ? numbered(wanted, taken) : wanted;
  return files.add({
    ...{ id: files.nextId(), name, folderId, content },
    createdMs: nowSeconds(portal),
  });
}

/** Reads [name, base64]; undefined for what is none. */
export function readFile(value: PhpValue | undefined): GivenFile | undefined {
  if (!isPhpArray(value)) return undefined;
  const [name, text] = toList(value).map(toText);
  if (name === undefined || text === undefined || text === '') return undefined;
  if (!/^[A-Za-z0-9+/\s]+=*\s*$/.test(text)) return undefined;
  return { name, content: Buffer.from(text, 'base64') };
}

/** Keeps the files of a post, in the form [[name, base64], …], and gives their numbers. */
export function keepFiles(
  portal: Portal,
  folderId: number,
  value: PhpValue | undefined,
): readonly number[] {
  const plan = { folderId, name: undefined, isMadeUnique: true };
  return toList(value)
    .map(readFile)
    .filter((file) => file !== undefined)
    .map((file) => keepFile(portal, plan, file).id);
}

/** Publishes something and gives its number. */
export function publish(portal: Portal, post: Omit<Post, 'id' | 'createdMs'>): number {
  const { posts } = portal.board;
  return posts.add({ ...post, id: posts.nextId(), createdMs: nowSeconds(portal) }).id;
}

function numbered(name: string, taken: ReadonlySet<string>): string {
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  let number = 1;
  while (taken.has(`${stem} (${number})${ending}`)) number += 1;
  return `${stem} (${number})${ending}`;
}
