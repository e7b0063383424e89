import type { Customer } from '@ponte/connectors/fieldcontrol/model';
import type { ContactsOf, DueDelivery } from '../ports.ts';
import { choosePhones } from '../rules/choose-phones.ts';
import { decideContacts, type ContactOutcome } from '../rules/decide-contacts.ts';
import { throwWhenForAll } from '../rules/decide-setback.ts';
import { isVendorShape, judgeWrite } from '../rules/judge-write.ts';
import { toContacts, toContactsHash, toEmailDraft, toPhoneDraft } from '../rules/to-contacts.ts';
import type { PushWork } from './push-work.ts';

export type ContactsWork = Pick<PushWork, 'ports' | 'account' | 'runId' | 'field' | 'options'>;

/** What is known of the customer without asking: it was made, or found, just now. */
export interface CustomerSight {
  readonly isFresh: boolean;
  readonly found: Customer | undefined;
}

const UNSEEN: CustomerSight = { isFresh: false, found: undefined };

/**
 * Adds the phones and the e-mail that FieldControl lacks, each by itself and after reading what it
 * has, so that a repeat adds nothing twice. Whatever becomes of them, the request goes on; what
 * failed is marked and tried again after `tries` attempts before.
 */
export async function addContacts(
  work: ContactsWork,
  of: ContactsOf,
  { tries = 0, sight = UNSEEN }: { tries?: number; sight?: CustomerSight } = {},
): Promise<void> {
  const { ports, account, runId } = work;
  const { clienteId, isalesId } = of;
  const hash = toContactsHash(of.fieldId, of);
  const outcomes =
    hash === of.hashContatos
      ? []
      : [...(await addPhones(work, of, sight)), ...(await addEmail(work, of, sight))];
  const { isSettled, againInMs, detalhe } = decideContacts(outcomes, tries);
  const settled = isSettled ? hash : undefined;
  await ports.saveContacts(
    { account, runId },
    { clienteId, isalesId, hash: settled, againInMs, detalhe },
  );
}

/** The same for a delivery's person, unless nothing changed or a mark has its own time for it. */
export async function completeContacts(
  work: ContactsWork & { readonly due: DueDelivery },
  { id, ...sight }: CustomerSight & { readonly id: string },
): Promise<void> {
  const { customer, person, isalesId } = work.due;
  const contacts = toContacts(person);
  const { clienteId, hashContatos, contactsWait, criadoPeloScript: isOurs } = customer;
  const of = { clienteId, isalesId, fieldId: id, isOurs, hashContatos, ...contacts };
  if (contactsWait || toContactsHash(id, contacts) === hashContatos) return;
  await addContacts(work, of, { sight });
}

async function addPhones(
  work: ContactsWork,
  { fieldId, phones, isOurs }: ContactsOf,
  { isFresh, found }: CustomerSight,
): Promise<ContactOutcome[]> {
  const { field, options } = work;
  const [first, ...others] = phones;
  if (first === undefined) return [];
  const shown = found?.contact.phone ?? null;
  if (shown !== null && toBareNumber(shown) === first && others.length === 0) return ['settled'];
  const isBare = isFresh || (found !== undefined && shown === null);
  const there = new Set<string>();
  const reading = await attempt(work, async () => {
    const known = isBare ? [] : await field.listPhones(fieldId, options);
    for (const { number } of known) there.add(toBareNumber(number));
  });
  if (reading !== 'settled') return ['failed'];
  const choice = choosePhones(phones, there, { isOurs: isOurs && found === undefined });
  const outcomes: ContactOutcome[] = choice.leftOut > 0 ? ['left'] : [];
  for (const [index, number] of choice.add.entries()) {
    const draft = toPhoneDraft(number, { isPrimary: there.size === 0 && index === 0 });
    outcomes.push(await attempt(work, () => field.addPhone(fieldId, draft, options)));
  }
  return outcomes;
}

async function addEmail(
  work: ContactsWork,
  { fieldId, email, isOurs }: ContactsOf,
  { isFresh, found }: CustomerSight,
): Promise<ContactOutcome[]> {
  const { field, options } = work;
  if (email === null) return [];
  // Who was found with an e-mail keeps it; the request carries the project's.
  if (found !== undefined && found.contact.email !== null) return ['settled'];
  let isThere = false;
  const reading = await attempt(work, async () => {
    const isBare = isFresh || found !== undefined;
    const known = isBare ? [] : await field.listEmails(fieldId, options);
    const isSame = known.some(({ address }) => address.toLowerCase() === email.toLowerCase());
    isThere = isSame || (!isOurs && known.length > 0);
  });
  if (reading !== 'settled' || isThere) return [isThere ? 'settled' : 'failed'];
  return [await attempt(work, () => field.addEmail(fieldId, toEmailDraft(email), options))];
}

async function attempt(
  { options }: ContactsWork,
  act: () => Promise<void>,
): Promise<'settled' | 'refused' | 'failed'> {
  try {
    await act();
    return 'settled';
  } catch (error) {
    options.signal.throwIfAborted();
    throwWhenForAll(error);
    if (!isVendorShape(error)) throw error;
    return judgeWrite(error).verdict === 'refused' ? 'refused' : 'failed';
  }
}

/** Digits with the area code, without the country: as Ponte keeps them. */
function toBareNumber(number: string): string {
  const digits = number.replace(/\D/g, '');
  return digits.length > 11 && digits.startsWith('55') ? digits.slice(2) : digits;
}
