import type { Contract, Ref } from '@ponte/connectors/onec/model';

/**
 * The contract of a sale: the buyer's main one, else the only one, in the document's currency. With
 * several and no main one nobody but a person knows which is meant. Undefined when there is none.
 */
export function chooseContract(
  contracts: readonly Contract[],
  { currency, main }: { readonly currency: Ref; readonly main: Ref | null },
): Contract | 'unclear' | undefined {
  const usable = contracts.filter((one) => !one.isDeleted && one.currency === currency);
  const chosen = usable.find(({ ref }) => ref === main);
  if (chosen !== undefined) return chosen;
  return usable.length > 1 ? 'unclear' : usable[0];
}
