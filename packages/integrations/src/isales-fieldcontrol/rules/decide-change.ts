import type { Ticket } from '@ponte/connectors/fieldcontrol/model';
import type { ChangedDelivery } from '../ports.ts';
import type { Pending } from '../project.ts';
import type { FieldSettings } from '../settings.ts';
import { isExactEnough } from './precision.ts';

export interface ChangePlan {
  /** update: the request takes it. comment: its order is told. hold: a person is told. */
  readonly change: 'update' | 'comment' | 'hold';
  readonly situacao: string | undefined;
}

/**
 * Where a change of a project goes that FieldControl has already: a request may be changed while it
 * is pending; what a planner has accepted is the planner's, and what was cancelled stays so.
 */
export function decideChange(
  ticket: Pick<Ticket, 'status' | 'isCanceled' | 'archived'> | undefined,
  { changedAfterAcceptance }: Pick<FieldSettings, 'changedAfterAcceptance'>,
): ChangePlan {
  if (ticket === undefined) return { change: changedAfterAcceptance, situacao: undefined };
  const situacao = toSituation(ticket);
  if (situacao === 'pending') return { change: 'update', situacao };
  if (situacao === 'canceled' || situacao === 'archived') return { change: 'hold', situacao };
  return { change: changedAfterAcceptance, situacao };
}

/** One word for how a request stands. */
export function toSituation(ticket: Pick<Ticket, 'status' | 'isCanceled' | 'archived'>): string {
  if (ticket.isCanceled) return 'canceled';
  if (ticket.archived) return 'archived';
  return ticket.status ?? 'pending';
}

/** True when the card's place is another than the one that the request was delivered with. */
export function isMoved({ location, delivered }: ChangedDelivery): boolean {
  return location.fieldId === null || location.fieldId !== delivered.locationId;
}

/**
 * False while FieldControl cannot be told where it is now: the place of a new address has still to
 * be found, as exactly as a new request demands.
 */
export function isPlaceKnown(
  changed: ChangedDelivery,
  { leastPrecision }: Pick<FieldSettings, 'leastPrecision'>,
): boolean {
  const { point, location } = changed;
  if (!isMoved(changed)) return true;
  return !location.isSought && point !== null && isExactEnough(point.precisao, leastPrecision);
}

/** True once what cancels it was delivered: what becomes of the project does not matter to it. */
export function isCalledOff({
  id,
  deliveries,
}: Pick<ChangedDelivery, 'id' | 'deliveries'>): boolean {
  return deliveries.some(({ refEnvioId, estado }) => refEnvioId === id && estado === 'enviado');
}

/** Tries after which a change that could not be brought stands in front of a person. */
export const MOST_TRIES = 6;

/**
 * What a person is told of a change that could not be brought, once: whether or not it is told, it is
 * tried again. Providers come back, places are found, and nobody else would bring it then.
 */
export function decideUnbrought(tries: number, why: 'incomplete' | 'failed'): Pending | undefined {
  if (tries + 1 !== MOST_TRIES) return undefined;
  const detalhe =
    why === 'incomplete'
      ? 'O projeto mudou no iSales e faltam dados ou o lugar do novo endereço; o pedido no FieldControl está como antes. A mudança segue sozinha quando estiverem completos.'
      : 'O projeto mudou no iSales e a mudança ainda não pôde ser levada ao pedido no FieldControl; é tentado de novo sozinho.';
  return { motivo: 'divergencia_pos_envio', detalhe };
}
