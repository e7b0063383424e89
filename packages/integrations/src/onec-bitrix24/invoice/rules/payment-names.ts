import type { OnecSettings } from '../../settings.ts';
import { isClosing, isDue, listValues, type DealPart } from './is-due.ts';

/** What is known of the options by which a deal says how it was paid. */
export interface PaymentNames {
  /** When the portal's names were last read; undefined: never, and nothing can be said. */
  readonly readAt: Date | undefined;
  /** Ids that have a name, gone ones too, by list field of the setting `payment`. */
  readonly options: ReadonlyMap<string, ReadonlySet<string>>;
}

type PaymentSettings = Pick<OnecSettings, 'closingStages' | 'payment'>;

/**
 * Options of a sold deal that have no name, as `<field> <id>`: one of them may be the configured
 * payment. None for a deal that is paid by what is known, or that is not sold.
 */
export function listUnknownOptions(
  deal: DealPart,
  settings: PaymentSettings,
  { options }: Pick<PaymentNames, 'options'>,
): string[] {
  if (!isClosing(deal.stageId, settings.closingStages) || isDue(deal, settings)) return [];
  return Object.keys(settings.payment.fields).flatMap((field) => {
    const known = options.get(field);
    if (known === undefined) return [];
    const ids = listValues(deal.custom[field]).filter((id) => id !== '' && !known.has(id));
    return ids.map((id) => `${field} ${id}`);
  });
}

/** True when the deal is sold and paid, or nobody can tell before the names are read. */
export function mayBeDue(
  deal: DealPart,
  settings: PaymentSettings,
  names: Pick<PaymentNames, 'options'>,
): boolean {
  return isDue(deal, settings) || listUnknownOptions(deal, settings, names).length > 0;
}
