import type { StoredValue } from '../contents/deal-field.ts';
import type { DealChanges } from '../memory/deal-store.ts';
import type { Portal } from '../portal.ts';
import { dayOf } from '../wire/dates.ts';

const dayMs = 86_400_000;

export interface Edit {
  /** The employee who edits. */
  readonly by: string;
  /** True for an edit that no webhook hears of. */
  readonly isSilent?: boolean;
}

export interface ChangingEdit extends Edit {
  readonly changes: DealChanges;
}

export interface AddingEdit extends Edit {
  /** Stamps that an import brings along: when the deal was made and changed, and by whom. */
  readonly stamps?: DealChanges;
}

/** Adds a deal with the portal's own defaults, fires ONCRMDEALADD and returns the id. */
export function addDeal(portal: Portal, changes: DealChanges, edit: AddingEdit): number {
  const now = nowSeconds(portal);
  const stamps = edit.stamps ?? new Map<string, StoredValue>();
  const funnel = String(changes.get('CATEGORY_ID') ?? '0');
  const today = dayOf(now, portal.settings.offsetMinutes);
  const defaults: readonly (readonly [string, StoredValue])[] = [
    ['TITLE', 'Negócio'],
    ['TYPE_ID', 'SALE'],
    ['CATEGORY_ID', funnel],
    ['STAGE_ID', firstStage(portal, Number(funnel))],
    ['CURRENCY_ID', 'BRL'],
    ['OPPORTUNITY', '0.00'],
    ['IS_MANUAL_OPPORTUNITY', 'N'],
    ['TAX_VALUE', '0.00'],
    ['BEGINDATE', today],
    ['CLOSEDATE', today + 7 * dayMs],
    ['ASSIGNED_BY_ID', edit.by],
    ['OPENED', 'Y'],
    ['IS_RECURRING', 'N'],
    ['IS_RETURN_CUSTOMER', 'N'],
    ['IS_REPEATED_APPROACH', 'N'],
  ];
  const marks: readonly (readonly [string, StoredValue])[] = [
    ['CREATED_BY_ID', edit.by],
    ['MODIFY_BY_ID', edit.by],
    ['MOVED_BY_ID', edit.by],
    ['LAST_ACTIVITY_BY', edit.by],
    ['DATE_CREATE', now],
    ['DATE_MODIFY', now],
    ['MOVED_TIME', now],
    ['LAST_ACTIVITY_TIME', now],
  ];
  const id = portal.deals.create(new Map([...defaults, ...changes, ...marks, ...stamps]));
  fire(portal, { event: 'ONCRMDEALADD', id }, edit);
  return id;
}

/** Changes a deal, stamps it and fires ONCRMDEALUPDATE, even when nothing differs. */
export function updateDeal(portal: Portal, id: number, edit: ChangingEdit): void {
  stamp(portal, id, edit);
  fire(portal, { event: 'ONCRMDEALUPDATE', id }, edit);
}

/** Deletes a deal and fires ONCRMDEALDELETE. */
export function deleteDeal(portal: Portal, id: number, edit: Edit): void {
  portal.deals.remove(id);
  fire(portal, { event: 'ONCRMDEALDELETE', id }, edit);
}

export interface FunnelMove extends Edit {
  readonly funnel: number;
  /** True for a move that leaves even the time of the last change as it was. */
  readonly keepsTime?: boolean;
}

/** Moves a deal to the first stage of another funnel. Webhooks hear nothing of it. */
export function moveFunnel(portal: Portal, id: number, edit: FunnelMove): void {
  const changes = new Map<string, StoredValue>([
    ['CATEGORY_ID', String(edit.funnel)],
    ['STAGE_ID', firstStage(portal, edit.funnel)],
  ]);
  if (edit.keepsTime) portal.deals.write(id, changes);
  else stamp(portal, id, { by: edit.by, changes });
}

/** Virtual now, cut to the whole seconds that the portal keeps. */
export function nowSeconds(portal: Portal): number {
  return Math.floor(portal.clock.nowMs() / 1000) * 1000;
}

function stamp(portal: Portal, id: number, { changes, by }: ChangingEdit): void {
  const now = nowSeconds(portal);
  const stage = changes.get('STAGE_ID');
  const isMoved = stage !== undefined && stage !== portal.deals.read(id, 'STAGE_ID');
  const marks: (readonly [string, StoredValue])[] = [
    ['DATE_MODIFY', now],
    ['MODIFY_BY_ID', by],
  ];
  if (isMoved) marks.push(['MOVED_TIME', now], ['MOVED_BY_ID', by]);
  portal.deals.write(id, new Map([...changes, ...marks]));
}

function firstStage(portal: Portal, funnel: number): string {
  return portal.dictionaries.stagesOf(funnel)[0]?.statusId ?? 'NEW';
}

function fire(portal: Portal, { event, id }: { event: string; id: number }, edit: Edit): void {
  if (!edit.isSilent) portal.events.fire(event, id);
}
