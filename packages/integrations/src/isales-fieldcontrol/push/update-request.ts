import type { ChangedDelivery, ChangeEnd } from '../ports.ts';
import { decideChange } from '../rules/decide-change.ts';
import { judgeWrite } from '../rules/judge-write.ts';
import { toTicketDraft, type DraftFacts } from '../rules/to-drafts.ts';
import { toPrefix } from './ensure-request.ts';
import type { PushWork } from './push-work.ts';
import { toBodyHash } from './write-once.ts';

export type ChangeWork = Pick<PushWork, 'field' | 'options' | 'settings'> & {
  readonly facts: DraftFacts;
};

const AUTHOR = 'Ponte';

/**
 * Brings a change of the project to a request that was delivered before: into the request as long
 * as the planner has not acted, else as a comment of its order or in front of a person. Throws what
 * the client throws while reading.
 */
export async function updateRequest(
  work: ChangeWork,
  changed: ChangedDelivery,
): Promise<ChangeEnd> {
  const { field, options, settings, facts } = work;
  const { fieldId, objeto, customer, location } = changed;
  const head = { deliveryId: changed.id, isalesId: changed.isalesId, version: changed.version };
  const none = { requestHash: undefined, situacao: undefined, pending: undefined };
  const draft = toTicketDraft(facts, {
    ...{ chave: changed.chave, prefix: toPrefix(changed.delivery.colunaId, settings) },
    ...{ serviceId: changed.delivery.tipoServico ?? '', customerId: customer.fieldId ?? '' },
    locationId: location.fieldId,
  });
  const hash = toBodyHash(draft);
  if (hash === changed.requestHash) return { ...head, ...none };
  try {
    const ticket = objeto === 'ticket' ? await field.getTicket(fieldId, options) : undefined;
    const plan = decideChange(ticket, settings);
    const situacao = plan.situacao;
    if (plan.change === 'update') {
      await field.updateTicket(fieldId, draft, options);
      return { ...head, ...none, requestHash: hash, situacao };
    }
    const isTold =
      plan.change === 'comment' &&
      (await comment(work, changed, `${draft.subject}\n\n${draft.message}`));
    if (isTold) return { ...head, ...none, requestHash: hash, situacao };
    const detalhe = 'O projeto mudou no iSales depois que o pedido foi aceito ou encerrado.';
    const pending = { motivo: 'divergencia_pos_envio', detalhe } as const;
    return { ...head, requestHash: undefined, situacao, pending };
  } catch (error) {
    if (judgeWrite(error).verdict !== 'refused') throw error;
    const detalhe = 'O FieldControl não tem mais o pedido, ou não aceita a mudança dele.';
    return { ...head, ...none, pending: { motivo: 'divergencia_pos_envio', detalhe } };
  }
}

/** False when there is no order to comment on. What stands there already is not written again. */
async function comment(
  { field, options }: ChangeWork,
  { orderFieldId, fieldId, objeto }: ChangedDelivery,
  words: string,
): Promise<boolean> {
  const found = async (): Promise<string | undefined> =>
    (await field.findOrdersByTicket(fieldId, options)).items[0]?.id;
  const orderId = objeto === 'order' ? fieldId : (orderFieldId ?? (await found()));
  if (orderId === undefined) return false;
  const known = await field.listOrderComments(orderId, options);
  if (known.some(({ message }) => message === words)) return true;
  await field.addOrderComment(orderId, { message: words, postedBy: AUTHOR }, options);
  return true;
}
