import type { Ticket } from '@ponte/connectors/fieldcontrol/model';
import type { FieldSettings } from '../settings.ts';

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
