import {
  toInvoiceRef,
  type Contract,
  type Counterparty,
  type Ref,
} from '@ponte/connectors/onec/model';
import { countLookUp, type DocumentWork } from './document-work.ts';
import { judgeFailure } from './rules/judge-failure.ts';
import { chooseContract } from './rules/choose-contract.ts';

interface Unusable {
  readonly reason: string;
  readonly detail: string;
}

/** Whom the document is for, or why a person must see to it first. */
export type Buyer = { readonly counterparty: Ref; readonly contract: Ref } | Unusable;

/**
 * Finds the buyer by BIN or IIN and the contract with our firm, or makes them under references that
 * follow from the BIN: a repeated creation is refused by 1C, so nobody stands there twice. Never
 * falls back to somebody else. Throws what 1C's client throws.
 */
export async function findBuyer(work: DocumentWork): Promise<Buyer> {
  const { books, plan, settings, signal } = work;
  const found = await books.findCounterparties(plan.bin, { signal });
  if (found.length > 1) {
    const codes = found.map(({ code }) => code).join(', ');
    const detail = `1C has ${found.length} counterparties with this BIN: ${codes}.`;
    return { reason: 'buyer-twice', detail };
  }
  const [known] = found;
  if (known === undefined && !settings.createsBuyers) {
    return { reason: 'buyer-unknown', detail: '1C has no counterparty with the buyer’s BIN.' };
  }
  const buyer = known ?? (await ensureBuyer(work));
  if ('reason' in buyer) return buyer;
  const { organisation, currency } = plan.draft;
  const parties = { counterparty: buyer.ref, organisation };
  const contracts = await books.findContracts(parties, { signal });
  const chosen = chooseContract(contracts, { currency, main: buyer.mainContract });
  if (chosen === 'unclear') {
    const detail = `1C has several contracts in KZT with counterparty ${buyer.code}, and none is its main one.`;
    return { reason: 'contract-unclear', detail };
  }
  const contract = chosen ?? (await ensureContract(work, parties));
  return 'reason' in contract ? contract : { counterparty: buyer.ref, contract: contract.ref };
}

async function ensureBuyer(work: DocumentWork): Promise<Counterparty | Unusable> {
  const { books, plan, portalId, signal } = work;
  const ref = toInvoiceRef({ portal: portalId, dealId: plan.bin, purpose: 'counterparty' });
  // The fifth digit of a BIN is 4 to 6; of an IIN it is part of the day of birth.
  const kind = '456'.includes(plan.bin.charAt(4)) ? 'company' : 'person';
  const name = plan.buyerName === '' ? `Покупатель ${plan.bin}` : plan.buyerName;
  const draft = { ref, name: name.slice(0, 100), fullName: name, bin: plan.bin, kind } as const;
  const buyer = await ensureCard(work, {
    find: () => books.findCounterparty(ref, { signal }),
    create: () => books.createCounterparty(draft, { signal }),
  });
  if ('reason' in buyer) return buyer;
  if (!buyer.isDeleted && buyer.bin === plan.bin) return buyer;
  const what = buyer.isDeleted ? 'is marked for deletion' : 'carries another BIN now';
  const detail = `The counterparty ${buyer.code}, which was made for this BIN, ${what}.`;
  return { reason: 'buyer-unusable', detail };
}

async function ensureContract(
  work: DocumentWork,
  parties: { readonly counterparty: Ref; readonly organisation: Ref },
): Promise<Contract | Unusable> {
  const { books, plan, settings, signal } = work;
  const purpose = 'contract';
  const ref = toInvoiceRef({ portal: parties.organisation, dealId: parties.counterparty, purpose });
  const { currency, date } = plan.draft;
  const draft = { ref, ...parties, currency, name: settings.contractName, date };
  const contract = await ensureCard(work, {
    find: () => books.findContract(ref, { signal }),
    create: () => books.createContract(draft, { signal }),
  });
  if ('reason' in contract || (!contract.isDeleted && contract.currency === currency))
    return contract;
  const what = contract.isDeleted ? 'is marked for deletion' : 'is not in KZT any more';
  const detail = `The contract “${contract.name}”, which was made for this buyer, ${what}.`;
  return { reason: 'contract-unclear', detail };
}

/**
 * A card under a reference of ours. A refusal that names its cause is followed by a look-up: the card
 * is there all the same, or a person must remove the cause.
 */
async function ensureCard<Card extends object>(
  work: DocumentWork,
  { find, create }: { find: () => Promise<Card | undefined>; create: () => Promise<Card> },
): Promise<Card | Unusable> {
  const before = await find();
  if (before !== undefined) return before;
  await work.tenure.confirm();
  try {
    return await create();
  } catch (error) {
    const { isCertain, isTaken, finalReason, message } = judgeFailure(error);
    // Without a cause it may still be under way: the next try looks first.
    if (isCertain || finalReason === undefined) throw error;
    const made = await find();
    await countLookUp(work);
    if (made === undefined && isTaken) throw error;
    return made ?? { reason: finalReason, detail: message };
  }
}
