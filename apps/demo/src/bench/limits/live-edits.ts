import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '@ponte/db/client';
import { assertRight } from '../wrong-result.ts';
import type { Judge } from './judge.ts';

const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 120_000;

export interface LiveEdits {
  /** One deal for each edit, so that none hides another. */
  readonly ids: readonly string[];
  /** Real milliseconds from one edit to the next. */
  readonly everyMs: number;
  readonly scale: number;
}

/**
 * Edits deals at the portal one after the other and waits until each edit is in its row. Gives, for
 * each, the virtual seconds from the edit to the moment when a reader of the table sees it.
 */
export async function measureLiveEdits(
  { judge, databaseUrl }: { judge: Judge; databaseUrl: string },
  { ids, everyMs, scale }: LiveEdits,
): Promise<number[]> {
  const database = openDatabase({ url: databaseUrl, applicationName: 'bench', poolSize: 1 });
  const editedAt = new Map<string, number>();
  const waits: number[] = [];
  const title = `edited ${performance.now()}`;
  const editAll = async (): Promise<void> => {
    for (const id of ids) {
      editedAt.set(id, performance.now());
      await judge.act('edit-deal', { id: Number(id), fields: { TITLE: title } });
      await sleep(everyMs);
    }
  };
  const editing = editAll();
  try {
    const until = performance.now() + ids.length * everyMs + PATIENCE_MS;
    while (waits.length < ids.length) {
      const { rows } = await database.pool.query<{ id: string }>(
        'SELECT id FROM deal WHERE title = $1 AND id = ANY($2::text[])',
        [title, [...editedAt.keys()]],
      );
      const now = performance.now();
      for (const { id } of rows) {
        waits.push(((now - (editedAt.get(id) ?? now)) * scale) / 1_000);
        editedAt.delete(id);
      }
      const missing = ids.length - waits.length;
      assertRight(now < until, `limits.loaded: ${missing} of ${ids.length} edits never arrived.`);
      await sleep(LOOK_EVERY_MS);
    }
    return waits;
  } finally {
    await editing;
    await database.close();
  }
}
