import type { DeliveryReason } from '../delivery.ts';
import type { DeliveryEnd } from '../ports.ts';
import type { AmbiguousCustomer } from '../push/ensure-customer.ts';
import type { DoubtfulRequest } from '../push/ensure-request.ts';
import type { Written } from '../push/write-once.ts';
import { decideSetback } from './decide-setback.ts';

export interface EndContext {
  readonly head: Pick<DeliveryEnd, 'deliveryId' | 'isalesId' | 'lookUps'>;
  readonly falhas: number;
  readonly now: Date;
  /** Why it is dropped when it is proven not to be there. */
  readonly motivo: DeliveryReason;
}

/** How a delivery ended, from what its writes came to. */
export function toDeliveryEnd(
  written: Written | AmbiguousCustomer | DoubtfulRequest,
  context: EndContext,
): DeliveryEnd {
  const { head, motivo } = context;
  switch (written.state) {
    case 'there': {
      const { made, isMade, lookUps } = written;
      return { ...head, lookUps, end: 'delivered', fieldId: made.id, isMade };
    }
    case 'absent':
      return { ...head, lookUps: written.lookUps, end: 'dropped', motivo, isCancellation: false };
    case 'ambiguous': {
      const detalhe =
        written.count === 0
          ? 'O cliente encontrado no FieldControl já é de outra pessoa do iSales.'
          : `O FieldControl tem ${written.count} clientes que podem ser este.`;
      return { ...head, end: 'blocked', pending: { motivo: 'cliente_ambiguo', detalhe } };
    }
    case 'doubtful':
      return { ...head, end: 'blocked', pending: written.pending };
    case 'refused': {
      const detalhe = `O FieldControl recusou: ${written.error.message}`;
      const pending = { motivo: 'field_rejeitou', detalhe } as const;
      return { ...head, lookUps: written.lookUps, end: 'rejected', pending };
    }
    case 'later':
      return toLater(written, context);
  }
}

function toLater(
  { until, error, isUnclear, isWaiting, lookUps }: Written & { readonly state: 'later' },
  { head, falhas, now }: EndContext,
): DeliveryEnd {
  const estado = isUnclear ? 'incerto' : 'pronto';
  const end = { ...head, lookUps, end: 'later', estado, error } as const;
  if (isWaiting && until !== undefined) return { ...end, until, isTry: false };
  const setback = decideSetback(error, { falhas, isUncertain: isUnclear, now });
  return { ...end, ...setback, until: until ?? setback.until };
}
