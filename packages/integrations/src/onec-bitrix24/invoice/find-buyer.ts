import { toInvoiceRef, type Counterparty, type Ref } from '@ponte/connectors/onec/model';
import type { OnecSettings } from '../settings.ts';
import type { OnecBooks } from './ports.ts';
import type { MakePlan } from './rules/decide-invoice.ts';

/** Whom the document is for, or why a person must see to it first. */
export type Buyer =
  | { readonly counterparty: Ref; readonly contract: Ref }
  | { readonly reason: string; readonly detail: string };

interface Order {
  readonly account: string;
  readonly plan: MakePlan;
  readonly settings: OnecSettings;
  readonly signal: AbortSignal;
}

/**
 * Finds the buyer by BIN or IIN and the contract with our firm, or makes them under references that
 * follow from the BIN: a repeated creation is refused by 1C, so nobody stands there twice. Never
 * falls back to somebody else. Throws what 1C's client throws.
 */
export async function findBuyer(books: OnecBooks, order: Order): Promise<Buyer> {
  const { plan, settings, signal } = order;
  const found = await books.findCounterparties(plan.bin, { signal });
  if (found.length > 1) {
    const detail = `1C has ${found.length} counterparties with this BIN: ${found.map(({ code }) => code).join(', ')}.`;
    return { reason: 'buyer-twice', detail };
  }
  const [known] = found;
  if (known === undefined && !settings.createsBuyers) {
    return { reason: 'buyer-unknown', detail: '1C has no counterparty with the buyer’s BIN.' };
  }
  const counterparty = known ?? (await createBuyer(books, order));
  const parties = {
    counterparty: counterparty.ref,
    organisation: plan.draft.organisation,
  };
  const contracts = await books.findContracts(parties, { signal });
  const main = contracts.find(({ ref }) => ref === counterparty.mainContract);
  const contract = main ?? contracts.toSorted((a, b) => (a.ref < b.ref ? -1 : 1))[0];
  if (contract !== undefined) return { counterparty: counterparty.ref, contract: contract.ref };
  return { counterparty: counterparty.ref, contract: await createContract(books, order, parties) };
}

async function createBuyer(
  books: OnecBooks,
  { account, plan, signal }: Order,
): Promise<Counterparty> {
  const ref = toInvoiceRef({ portal: account, dealId: plan.bin, purpose: 'counterparty' });
  const before = await books.findCounterparty(ref, { signal });
  if (before !== undefined) return before;
  // The fifth digit of a BIN is 4 to 6; of an IIN it is part of the day of birth (dossier 3).
  const kind = '456'.includes(plan.bin.charAt(4)) ? 'company' : 'person';
  const name = plan.buyerName === '' ? `Покупатель ${plan.bin}` : plan.buyerName;
  const draft = { ref, name: name.slice(0, 100), fullName: name, bin: plan.bin, kind } as const;
  return books.createCounterparty(draft, { signal });
}

async function createContract(
  books: OnecBooks,
  { plan, settings, signal }: Order,
  parties: { counterparty: Ref; organisation: Ref },
): Promise<Ref> {
  const purpose = 'contract';
  const ref = toInvoiceRef({ portal: parties.organisation, dealId: parties.counterparty, purpose });
  const before = await books.findContract(ref, { signal });
  if (before !== undefined) return before.ref;
  const { currency, date } = plan.draft;
  const name = settings.contractName;
  const made = await books.createContract({ ref, ...parties, currency, name, date }, { signal });
  return made.ref;
}
