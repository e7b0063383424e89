import { isVendorShape } from '../rules/judge-write.ts';
import type { EnsuredCustomer } from './ensure-customer.ts';
import type { PushWork } from './push-work.ts';
import { toBodyHash } from './write-once.ts';

/**
 * Adds the phones and the e-mail that FieldControl lacks, after reading what it has, so that a
 * repeat adds nothing twice; of a customer who was just found the search has shown the first ones. What it does not take is a pending of low weight: the request goes on.
 */
export async function addContacts(work: PushWork, customer: EnsuredCustomer): Promise<void> {
  const { ports, account, runId, due } = work;
  const { telefone, telefoneSecundario, email } = due.person;
  const phones = [telefone, telefoneSecundario].flatMap((phone) => phone?.digits ?? []);
  const hash = toBodyHash([customer.id, phones, email]);
  if (hash === due.customer.hashContatos) return;
  try {
    await addPhones(work, customer, [...new Set(phones)]);
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
  if (shown !== null && toBareNumber(shown) === first && others.length === 0) return;
  const isBare = isFresh || (found !== undefined && shown === null);
  const known = isBare ? [] : await field.listPhones(id, options);
  const there = new Set(known.map(({ number }) => toBareNumber(number)));
  const missing = phones.filter((number) => !there.has(number));
  // Somebody else's customer with phones of its own gets one more: the request costs enough.
  for (const [index, number] of missing.slice(0, found && !isBare ? 1 : 2).entries()) {
    const primary = known.length === 0 && index === 0 ? { primary: true } : {};
    await field.addPhone(id, { number, type: 'mobile', ...primary }, options);
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
  await field.addEmail(id, { address: email, type: 'personal' }, options);
}

/** Digits with the area code, without the country: as Ponte keeps them. */
function toBareNumber(number: string): string {
  const digits = number.replace(/\D/g, '');
  return digits.length > 11 && digits.startsWith('55') ? digits.slice(2) : digits;
}
