import type { Pending } from '../project.ts';

/** The persons that a client of iSales may be. */
export interface KnownPersons {
  /** Whom this client was until now. */
  readonly linked: {
    readonly clienteId: string;
    readonly documento: string | null;
    readonly fieldId: string | null;
    /** The client is the first that was this person: its words count. */
    readonly isOwner: boolean;
    readonly links: number;
  } | null;
  /** Who has the document; never asked for without one. */
  readonly byDocument: { readonly clienteId: string } | null;
}

export type PersonPlan = {
  /** create: nobody yet. update: the known one. link: from now on this one. */
  readonly plan: 'create' | 'update' | 'link';
  /** Null for `create`. */
  readonly clienteId: string | null;
  /** Name, phones and e-mail are overwritten; otherwise only gaps are filled. */
  readonly overwrites: boolean;
  /** The person gets the document. */
  readonly takesDocument: boolean;
  readonly pending: Pending | null;
};

/**
 * Which person a client of iSales is: by its document, else by the client itself. Never by a name,
 * and two without a document are never one.
 */
export function decidePerson(
  { linked, byDocument }: KnownPersons,
  documento: string | null,
): PersonPlan {
  const none = { pending: null, takesDocument: documento !== null };
  if (linked === null) {
    return byDocument === null
      ? { plan: 'create', clienteId: null, overwrites: true, ...none }
      : { plan: 'link', clienteId: byDocument.clienteId, overwrites: false, ...none };
  }
  const { clienteId, isOwner } = linked;
  if (documento === null || linked.documento === documento) {
    const takesDocument = documento !== null;
    return { plan: 'update', clienteId, overwrites: isOwner, takesDocument, pending: null };
  }
  if (byDocument !== null) {
    // FieldControl has both already: which of its customers stays is a person's decision.
    if (linked.fieldId !== null) return keepApart(linked);
    return { plan: 'link', clienteId: byDocument.clienteId, overwrites: false, ...none };
  }
  // One of several clients turns out to be somebody else.
  if (linked.documento !== null && linked.links > 1) {
    return { plan: 'create', clienteId: null, overwrites: true, ...none };
  }
  return { plan: 'update', clienteId, overwrites: isOwner, ...none };
}

function keepApart({ clienteId, isOwner }: NonNullable<KnownPersons['linked']>): PersonPlan {
  const pending: Pending = {
    motivo: 'cliente_ambiguo',
    detalhe: 'O documento já é de outro cliente, e os dois existem no FieldControl.',
  };
  return { plan: 'update', clienteId, overwrites: isOwner, takesDocument: false, pending };
}
