import type { Listed } from '@ponte/connectors/bitrix24';
import type { DealMark } from '@ponte/connectors/bitrix24/model';
import type { StoredOutline } from '../reconcile-ports.ts';

/** What differs between the portal and the rows, by deal id. */
export interface Drift {
  /** In the portal, not in the rows (or marked as deleted there). */
  readonly missed: readonly string[];
  /** Changed without an event. */
  readonly changed: readonly string[];
  /** Moved to another funnel or stage without a change of its time: no event tells this. */
  readonly moved: readonly string[];
  /** In the rows, no longer in the portal. */
  readonly deleted: readonly string[];
  /** Held already, so no news; they are read again in case the cause is gone. */
  readonly held: readonly string[];
  /** Without a row where no load was ever asked for: they are left alone. */
  readonly unloaded: readonly string[];
}

/** What is known of deals besides their rows. */
export interface Known {
  readonly marked: ReadonlySet<string>;
  readonly held: ReadonlySet<string>;
  /** Whether loads have been asked for at all; else deals without a row are nobody's loss. */
  readonly isLoaded: boolean;
  /** Whether this deal should have a row. */
  isExpected(deal: DealMark): boolean;
}

/** What the portal showed when it was asked at `readAt`. */
export interface Shown {
  readonly readAt: Date;
  readonly deals: readonly Listed<DealMark>[];
}

/**
 * Compares one stretch of ids. Deals that are marked anyway are on their way and count as no drift.
 * A row that is newer than the outline is no drift either, and neither is one that came or went after
 * the portal was asked: an event was faster.
 */
export function compareOutlines(
  { readAt, deals }: Shown,
  stored: readonly StoredOutline[],
  known: Known,
): Drift {
  const rows = new Map(stored.map((row) => [row.id, row]));
  const missed: string[] = [];
  const changed: string[] = [];
  const moved: string[] = [];
  const held: string[] = [];
  const unloaded: string[] = [];
  const { marked } = known;
  for (const listed of deals) {
    if (listed.id === undefined) continue;
    const row = rows.get(listed.id);
    rows.delete(listed.id);
    if (marked.has(listed.id)) continue;
    if (known.held.has(listed.id)) {
      held.push(listed.id);
      continue;
    }
    const isBare = row === undefined && !known.isLoaded;
    // What cannot even be compared is read in full, where its trouble is told.
    if (!listed.ok) {
      (isBare ? unloaded : changed).push(listed.id);
      continue;
    }
    const { deal } = listed;
    if (isBare) unloaded.push(deal.id);
    else if (row === undefined && !known.isExpected(deal)) continue;
    else if (row === undefined || (row.isDeleted && row.readAt <= readAt)) missed.push(deal.id);
    else if (row.isDeleted) continue;
    else if (isOther(deal, row)) moved.push(deal.id);
    else if (row.modifiedAt < deal.modifiedAt) changed.push(deal.id);
  }
  const deleted = [...rows.values()]
    .filter((row) => !row.isDeleted && row.readAt <= readAt && !marked.has(row.id))
    .map(({ id }) => id);
  return { missed, changed, moved, deleted, held, unloaded };
}

/** Every deal that differs without being held, by id. */
export function listDriftIds({ missed, changed, moved, deleted }: Drift): string[] {
  return [...missed, ...changed, ...moved, ...deleted];
}

function isOther(deal: DealMark, row: StoredOutline): boolean {
  if (row.modifiedAt > deal.modifiedAt) return false;
  const isElsewhere = row.categoryId !== deal.categoryId;
  const isStageElsewhere =
    row.stageId !== deal.stageId && row.modifiedAt.getTime() === deal.modifiedAt.getTime();
  return isElsewhere || isStageElsewhere;
}
