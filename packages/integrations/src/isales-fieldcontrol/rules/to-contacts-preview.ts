import type { DueDelivery } from '../ports.ts';
import { LATER, type PreviewedRequest } from './previewed-request.ts';
import { toContacts, toContactsHash, toEmailDraft, toPhoneDraft } from './to-contacts.ts';

/** The phones and the e-mail of a delivery's person, unless FieldControl is known to have them. */
export function previewContacts({ customer, person }: DueDelivery): PreviewedRequest[] {
  const { fieldId, hashContatos, criadoPeloScript: isOurs } = customer;
  const contacts = toContacts(person);
  if (fieldId !== null && toContactsHash(fieldId, contacts) === hashContatos) return [];
  const { phones, email } = contacts;
  const only = 'the customer does not have it yet';
  const bare = (what: string): string =>
    isOurs ? only : `${only}, and no ${what} that somebody else chose`;
  const path = `POST /customers/${fieldId ?? LATER}`;
  const isNew = fieldId === null;
  return [
    ...phones.map((number, index) => ({
      ...{ operation: 'addPhone', request: `${path}/phones` },
      only: index === 0 ? only : bare('phones'),
      body: { ...toPhoneDraft(number, { isPrimary: isNew && index === 0 }) },
    })),
    ...(email === null
      ? []
      : [
          {
            ...{ operation: 'addEmail', request: `${path}/emails` },
            only: bare('e-mail'),
            body: { ...toEmailDraft(email) },
          },
        ]),
  ];
}
