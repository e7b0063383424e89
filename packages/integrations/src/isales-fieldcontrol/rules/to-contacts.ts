import type { CustomerEmailDraft, CustomerPhoneDraft } from '@ponte/connectors/fieldcontrol/model';
import type { Person } from '../project.ts';
import { toBodyHash } from './to-hashes.ts';

export interface Contacts {
  /** Distinct, the first one first. */
  readonly phones: readonly string[];
  readonly email: string | null;
}

/** How a person is reached, as FieldControl shall know it. */
export function toContacts(person: Person): Contacts {
  return { phones: [...new Set(listPhones(person))], email: person.email };
}

/** Fingerprint of what a customer's contacts were brought to; an equal one means nothing to do. */
export function toContactsHash(customerId: string, { phones, email }: Contacts): string {
  return toBodyHash([customerId, phones, email]);
}

export function toPhoneDraft(
  number: string,
  { isPrimary }: { isPrimary: boolean },
): CustomerPhoneDraft {
  return { number, type: 'mobile', ...(isPrimary ? { primary: true } : {}) };
}

export function toEmailDraft(address: string): CustomerEmailDraft {
  return { address, type: 'personal' };
}

function listPhones({ telefone, telefoneSecundario }: Person): string[] {
  return [telefone, telefoneSecundario].flatMap((phone) => phone?.digits ?? []);
}
