import type { Customer } from '@ponte/connectors/fieldcontrol/model';
import type { Effect } from '../field-intents.ts';
import { toCustomerCode, toCustomerDraft } from '../rules/to-drafts.ts';
import { writeOnce, type Made, type Written } from './write-once.ts';
import type { PushWork } from './push-work.ts';

export interface EnsuredCustomer {
  readonly state: 'there';
  readonly id: string;
  /** Made just now: it has no phones, no e-mails and no earlier requests. */
  readonly isFresh: boolean;
  /** Made or found with this very address. */
  readonly primaryLocationId: string | null;
  readonly found: Customer | undefined;
}

/** Several customers could be meant, or the one that is meant is somebody else's already. */
export interface AmbiguousCustomer {
  readonly state: 'ambiguous';
  /** 0: somebody else's. */
  readonly count: number;
}

/**
 * The customer at FieldControl: the known one, else the only one with the document, else the only
 * one with our code, else a new one. Throws what the client throws while reading.
 */
export async function ensureCustomer(
  work: PushWork,
): Promise<EnsuredCustomer | AmbiguousCustomer | Exclude<Written, { state: 'there' }>> {
  const { ports, account, due, facts, tenure } = work;
  const { clienteId, fieldId, localPrincipalFieldId } = due.customer;
  if (fieldId !== null) {
    const primary = { primaryLocationId: localPrincipalFieldId, found: undefined };
    return { state: 'there', id: fieldId, isFresh: false, ...primary };
  }
  const key = {
    operation: 'fieldcontrol.createCustomer',
    reference: `isales:cliente:${clienteId}`,
  };
  const effectOf = (made: Made, isMade: boolean): Effect & { kind: 'customer' } => ({
    kind: 'customer',
    ...{ clienteId, fieldId: made.id, isMade },
    primaryLocationId: made.primaryLocationId ?? null,
    enderecoId: isMade ? due.location.enderecoId : null,
  });
  const matches = await search(work);
  const ours = toCustomerCode(due.isalesClienteId);
  const match = choose(matches, ours);
  if (match === undefined && matches.length > 1) {
    return { state: 'ambiguous', count: matches.length };
  }
  if (match !== undefined) {
    const owner = await ports.findOwner(account, match.id);
    if (owner !== undefined && owner !== clienteId) return { state: 'ambiguous', count: 0 };
    await tenure.intents.adopt(key, { ...effectOf(match, match.code === ours), enderecoId: null });
    return toFound(match);
  }
  const draft = toCustomerDraft(facts);
  const written = await writeOnce({
    intents: tenure.intents,
    ...{ key, body: draft, now: work.now },
    lookUp: async () => choose(await search(work), ours),
    create: (onStatus) => work.field.createCustomer(draft, { ...work.options, onStatus }),
    toEffect: effectOf,
  });
  if (written.state !== 'there') return written;
  const { id, primaryLocationId = null } = written.made;
  const isFresh = written.lookUps === 0;
  return { state: 'there', id, isFresh, primaryLocationId, found: undefined };
}

/** The one with our code, else the only one. */
function choose(matches: readonly Customer[], ours: string): Customer | undefined {
  return (
    matches.find(({ code }) => code === ours) ?? (matches.length === 1 ? matches[0] : undefined)
  );
}

function toFound(match: Customer): EnsuredCustomer {
  const { id, primaryLocationId } = match;
  return { state: 'there', id, isFresh: false, primaryLocationId, found: match };
}

/** By document in both spellings, else by our code; the client has compared every hit again. */
async function search({ field, due, options }: PushWork): Promise<readonly Customer[]> {
  const { documento } = due.person;
  if (documento !== null) {
    const { items } = await field.findCustomersByDocument(documento, options);
    if (items.length > 0) return items;
  }
  const { items } = await field.findCustomersByCode(toCustomerCode(due.isalesClienteId), options);
  return items;
}
