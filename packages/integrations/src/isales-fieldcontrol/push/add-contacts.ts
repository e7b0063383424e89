import { isVendorShape } from '../rules/judge-write.ts';
import { toContacts, toContactsHash, toEmailDraft, toPhoneDraft } from '../rules/to-contacts.ts';
import type { EnsuredCustomer } from './ensure-customer.ts';
import type { PushWork } from './push-work.ts';

/**
 * Adds the phones and the e-mail that FieldControl lacks, after reading what it has. What it does
 * not take is a pending of low weight: the request goes on.
 */
export async function addContacts(work: PushWork, customer: EnsuredCustomer): Promise<void> {
  const { ports, account, runId, due } = work;
  const { phones, email } = toContacts(due.person);
  const hash = toContactsHash(customer.id, due.person);
  if (hash === due.customer.hashContatos) return;
  try {
    await addPhones(work, customer, phones);
    if (email !== null) await addEmail(work, customer, email);
    await ports.saveContacts(account, due.customer.clienteId, hash);
    await ports.saveContactTrouble({ account, runId }, { isalesId: due.isalesId, detalhe: null });
  } catch (error) {
    if (!isVendorShape(error) || error.kind === 'auth_revoked') throw error;
    const detalhe = 'O FieldControl não aceitou um telefone ou e-mail do cliente.';
    // Only a refusal is the person's affair; whatever else it is, the next delivery tries again.
    if (error.kind !== 'rejected') return;
    await ports.saveContacts(account, due.customer.clienteId, hash);
    await ports.saveContactTrouble({ account, runId }, { isalesId: due.isalesId, detalhe });
  }
}

async function addPhones(
  { field, options }: PushWork,
  { id, isFresh, found }: EnsuredCustomer,
  phones: readonly string[],
): Promise<void> {
  const [first, ...others] = phones;
  if (first === undefined) return;
  const shown = found?.contact.phone ?? null;
  // A customer who was just found came with its first phone: that saves a reading.
  if (shown !== null && toBareNumber(shown) === first && others.length === 0) return;
  const isBare = isFresh || (found !== undefined && shown === null);
  const known = isBare ? [] : await field.listPhones(id, options);
  const there = new Set(known.map(({ number }) => toBareNumber(number)));
  const missing = phones.filter((number) => !there.has(number));
  // Somebody else's customer with phones of its own gets one more: the request costs enough.
  for (const [index, number] of missing.slice(0, found && !isBare ? 1 : 2).entries()) {
    const isPrimary = known.length === 0 && index === 0;
    await field.addPhone(id, toPhoneDraft(number, { isPrimary }), options);
  }
}

async function addEmail(
  { field, options }: PushWork,
  { id, isFresh, found }: EnsuredCustomer,
  email: string,
): Promise<void> {
  // Who was found with an e-mail keeps it; the request carries the project's.
  if (found !== undefined && found.contact.email !== null) return;
  const known = isFresh || found !== undefined ? [] : await field.listEmails(id, options);
  if (known.some(({ address }) => address.toLowerCase() === email.toLowerCase())) return;
  await field.addEmail(id, toEmailDraft(email), options);
}

/** Digits with the area code, without the country: as Ponte keeps them. */
function toBareNumber(number: string): string {
  const digits = number.replace(/\D/g, '');
  return digits.length > 11 && digits.startsWith('55') ? digits.slice(2) : digits;
}
