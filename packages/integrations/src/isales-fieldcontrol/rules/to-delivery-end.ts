import type { DeliveryReason } from '../delivery.ts';
import type { DeliveryEnd } from '../ports.ts';
import type { AmbiguousCustomer } from '../push/ensure-customer.ts';
import type { Written } from '../push/write-once.ts';

interface EndContext {
  readonly head: Pick<DeliveryEnd, 'deliveryId' | 'isalesId' | 'lookUps'>;
  readonly tentativas: number;
  /** Why it is dropped when it is proven not to be there. */
  readonly motivo: DeliveryReason;
}

/** An uncertain delivery is shown to people when looking it up did not clear it this often. */
const TOLD_AFTER = 3;

/** How a delivery ended, from what its writes came to. */
export function toDeliveryEnd(
  written: Written | AmbiguousCustomer,
  { head, tentativas, motivo }: EndContext,
): DeliveryEnd {
  switch (written.state) {
    case 'there': {
      const { made, isMade, lookUps } = written;
      return { ...head, lookUps, end: 'delivered', fieldId: made.id, isMade };
    }
    case 'absent':
      return { ...head, lookUps: written.lookUps, end: 'dropped', motivo, isCancellation: false };
    case 'ambiguous': {
      const detalhe = `O FieldControl tem ${written.count} clientes que podem ser este.`;
      return { ...head, end: 'blocked', pending: { motivo: 'cliente_ambiguo', detalhe } };
    }
    case 'refused': {
      const detalhe = `O FieldControl recusou: ${written.error.message}`;
      const pending = { motivo: 'field_rejeitou', detalhe } as const;
      return { ...head, lookUps: written.lookUps, end: 'rejected', pending };
    }
    case 'later': {
      const { until, error, isUnclear, lookUps } = written;
      const detalhe = 'Uma resposta do FieldControl se perdeu; o objeto está sendo procurado.';
      const isTold = isUnclear && tentativas + 1 >= TOLD_AFTER;
      return {
        ...{ ...head, lookUps, end: 'later', until, error },
        estado: isUnclear ? 'incerto' : 'pronto',
        ...(isTold ? { pending: { motivo: 'incerto', detalhe } } : {}),
      };
    }
  }
}
