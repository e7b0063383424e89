import type { DealRecord } from '@ponte/connectors/bitrix24/model';
import { toBaseTime, type LocalDateTime } from '@ponte/connectors/onec/model';
import type { OnecSettings } from '../../settings.ts';

type DatedDeal = Pick<DealRecord, 'movedAt' | 'closeAt' | 'modifiedAt'>;

export interface DateContext {
  readonly settings: Pick<OnecSettings, 'documentDate' | 'mostDaysBack'>;
  /** The base's own. */
  readonly zone: string;
  readonly now: Date;
}

const DAY_MS = 86_400_000;

/** When the deal came into the stage in which it stands. */
export function toMoveMoment({
  movedAt,
  modifiedAt,
}: Pick<DealRecord, 'movedAt' | 'modifiedAt'>): Date {
  return movedAt ?? modifiedAt;
}

/** True when it was sold so long ago that it gets no invoice by itself. */
export function isLongAgo(
  deal: Pick<DealRecord, 'movedAt' | 'modifiedAt'>,
  { now, settings }: { now: Date; settings: Pick<OnecSettings, 'mostDaysLate'> },
): boolean {
  return now.getTime() - toMoveMoment(deal).getTime() > settings.mostDaysLate * DAY_MS;
}

/**
 * The date of a deal's document in the base's own time: the moment of the stage move, or where the
 * setting says so the closing date, which is a day without a time and may lie anywhere.
 */
export function toDocumentDate(
  deal: DatedDeal,
  { settings, zone, now }: DateContext,
): { readonly date: LocalDateTime } | { readonly problem: string } {
  const moved = toBaseTime(toMoveMoment(deal), zone);
  if (settings.documentDate === 'stage-move') return { date: moved };
  if (deal.closeAt === null) return { problem: 'has no closing date' };
  const day = deal.closeAt.toISOString().slice(0, 10);
  const today = toBaseTime(now, zone).slice(0, 10);
  if (day > today) return { problem: `has the closing date ${day}, which lies ahead` };
  const daysBack = (Date.parse(today) - Date.parse(day)) / DAY_MS;
  if (daysBack > settings.mostDaysBack) {
    return { problem: `has the closing date ${day}, more than ${settings.mostDaysBack} days back` };
  }
  return { date: day === moved.slice(0, 10) ? moved : `${day}T12:00:00` };
}
