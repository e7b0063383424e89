import type { OrderCommentDraft } from '@ponte/connectors/fieldcontrol/model';
import type { ChangedDelivery, ChangeEnd } from '../ports.ts';
import { decideChange } from '../rules/decide-change.ts';
import { judgeWrite } from '../rules/judge-write.ts';
import { toChangeComment, toChangeDraft } from '../rules/to-change.ts';
import type { DraftFacts } from '../rules/to-drafts.ts';
import { toBodyHash } from '../rules/to-hashes.ts';
import type { PushWork } from './push-work.ts';

export type ChangeWork = Pick<PushWork, 'field' | 'options' | 'settings'> & {
  readonly facts: DraftFacts;
};

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
  const { fieldId, objeto } = changed;
  const head = { deliveryId: changed.id, isalesId: changed.isalesId, version: changed.version };
  const none = { requestHash: undefined, situacao: undefined, pending: undefined };
  const draft = toChangeDraft(changed, facts, settings);
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
      plan.change === 'comment' && (await comment(work, changed, toChangeComment(draft)));
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
  draft: OrderCommentDraft,
): Promise<boolean> {
  const found = async (): Promise<string | undefined> =>
    (await field.findOrdersByTicket(fieldId, options)).items[0]?.id;
  const orderId = objeto === 'order' ? fieldId : (orderFieldId ?? (await found()));
  if (orderId === undefined) return false;
  const known = await field.listOrderComments(orderId, options);
  if (known.some(({ message }) => message === draft.message)) return true;
  await field.addOrderComment(orderId, draft, options);
  return true;
}
