import type { DealRecord } from '@ponte/connectors/bitrix24/model';
import type { OnecSettings } from '../../settings.ts';

type DueSettings = Pick<OnecSettings, 'closingStages' | 'payment'>;
/** As the portal sends it, or as its row holds it: there, flags are true and false. */
export type DealPart = Pick<DealRecord, 'stageId' | 'title'> & {
  readonly custom: Readonly<Record<string, unknown>>;
};

/** True when the deal is sold and paid as configured. `WON` stands for that stage of every funnel. */
export function isDue(deal: DealPart, settings: DueSettings): boolean {
  return isClosing(deal.stageId, settings.closingStages) && isPaid(deal, settings.payment);
}

/** True when the stage is one in which deals are sold. */
export function isClosing(stageId: string, stages: readonly string[]): boolean {
  const bare = stageId.slice(stageId.indexOf(':') + 1);
  return stages.includes(stageId) || stages.includes(bare);
}

function isPaid({ title, custom }: DealPart, payment: OnecSettings['payment']): boolean {
  const words = (title ?? '').toLowerCase();
  if (payment.titleWords.some((word) => words.includes(word.toLowerCase()))) return true;
  return Object.entries(payment.fields).some(([field, wanted]) => {
    return listValues(custom[field]).some((word) => wanted.includes(word));
  });
}

/** What a field of one or several values holds, as text. */
export function listValues(value: unknown): string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.flatMap(toWords);
}

function toWords(value: unknown): string[] {
  if (value === true) return ['1', 'Y'];
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}
