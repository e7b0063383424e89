import type { Listed } from '@ponte/connectors/bitrix24';
import type { DealMark } from '@ponte/connectors/bitrix24/model';
import type { StoredOutline } from '../ports.ts';

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
}

/**
 * Compares one stretch of ids. Deals that are marked anyway are on their way and count as no drift.
 * A row that is newer than the outline is no drift either: an event was faster.
 */
export function compareOutlines(
  portal: readonly Listed<DealMark>[],
  stored: readonly StoredOutline[],
  known: { readonly marked: ReadonlySet<string>; readonly held: ReadonlySet<string> },
): Drift {
  const rows = new Map(stored.map((row) => [row.id, row]));
  const missed: string[] = [];
  const changed: string[] = [];
  const moved: string[] = [];
  const held: string[] = [];
  const { marked } = known;
  for (const listed of portal) {
    if (listed.id === undefined) continue;
    const row = rows.get(listed.id);
    rows.delete(listed.id);
    if (marked.has(listed.id)) continue;
    if (known.held.has(listed.id)) {
      held.push(listed.id);
      continue;
    }
    // What cannot even be compared is read in full, where its trouble is told.
    if (!listed.ok) {
      changed.push(listed.id);
      continue;
    }
    const { deal } = listed;
    if (row === undefined || row.isDeleted) missed.push(deal.id);
    else if (isOther(deal, row)) moved.push(deal.id);
    else if (row.modifiedAt < deal.modifiedAt) changed.push(deal.id);
  }
  const deleted = [...rows.values()]
    .filter(({ id, isDeleted }) => !isDeleted && !marked.has(id))
    .map(({ id }) => id);
  return { missed, changed, moved, deleted, held };
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
