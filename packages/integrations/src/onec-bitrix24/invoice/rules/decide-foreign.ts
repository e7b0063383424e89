import { findBinProblem } from '@ponte/connectors/onec/model';
import type { Skip } from '../../../plan.ts';
import type { SoldDeal, Word } from '../invoice-entry.ts';
import { hold, isKept, type HoldPlan } from './hold-plans.ts';

export interface AdoptPlan {
  /** The document with this number becomes the deal's invoice, if it is the buyer's and posted. */
  readonly plan: 'adopt';
  readonly number: string;
  readonly bin: string;
  readonly sold: SoldDeal;
  readonly fingerprint: string;
  readonly seen: string;
}

/**
 * A deal that carries a number while we have made no invoice for it: made by hand, copied with the
 * deal, or made before our rows were lost. A second document would be a sale counted twice.
 */
export function decideForeign(
  dealId: string,
  carried: Pick<AdoptPlan, 'number' | 'sold' | 'fingerprint'>,
  word: Word | undefined,
): AdoptPlan | HoldPlan | Skip<'kept-as-is'> {
  const { number, sold } = carried;
  const seen = `number:${number}`;
  if (isKept({ seen }, word)) return { plan: 'skip', reason: 'kept-as-is' };
  const bin = sold.bin ?? '';
  if (word?.said === 'adopt' && findBinProblem(bin) === undefined) {
    return { plan: 'adopt', ...carried, bin, seen };
  }
  const isUnknownBuyer = word?.said === 'adopt' ? ' Its buyer’s BIN is missing or mistyped.' : '';
  const detail = `Deal ${dealId} carries the number ${number}, and Ponte made no invoice for it.`;
  return hold('number-foreign', `${detail}${isUnknownBuyer}`, seen);
}
