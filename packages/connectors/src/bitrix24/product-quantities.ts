/**
 * Quantities of cards on portals without inventory accounting. With it the portal drops them and
 * answers with the old quantity and no error (vendor's catalog/controller/product.php), so the
 * answer is compared with what was sent.
 */
import { isVendorError } from '../http/vendor-error.ts';
import type { CommandAnswer } from './batch.ts';
import type { CatalogueClient, QuantityAnswer, QuantityUpdate } from './catalogue-operations.ts';
import { needDecimal, needIds, NotAsDocumented, toDecimal, toRow } from './catalogue-wire.ts';
import { judgeWireError } from './errors.ts';
import { BATCH_SIZE } from './limits.ts';
import type { Portal } from './portal.ts';

const OPERATION = 'setProductQuantities';

/** Binds `setProductQuantities` to a portal. */
export function createSetProductQuantities(
  portal: Portal,
): CatalogueClient['setProductQuantities'] {
  return async (updates, options = {}) => {
    if (updates.length === 0) return [];
    const wanted = updates.map((update) => ({
      ...update,
      quantity: needDecimal(update.quantity, 'A quantity'),
    }));
    const ids = needIds(
      wanted.map(({ productId }) => productId),
      'products of setProductQuantities',
      BATCH_SIZE,
    );
    if (new Set(ids).size < ids.length) {
      throw new RangeError('setProductQuantities takes each product once.');
    }
    const commands = wanted.map(({ productId, quantity, isOffer = false }) => ({
      key: `q${productId}`,
      method: isOffer ? 'catalog.product.offer.update' : 'catalog.product.update',
      params: { id: productId, fields: { quantity } },
    }));
    const effect = 'idempotent';
    const { answer } = await portal.batch({ operation: OPERATION, commands, effect, options });
    return wanted.map((update) =>
      toAnswer(portal, update, answer.answerOf(`q${update.productId}`)),
    );
  };
}

function toAnswer(
  portal: Portal,
  { productId, quantity, isOffer = false }: QuantityUpdate,
  answer: CommandAnswer,
): QuantityAnswer {
  if (answer.state === 'refused') {
    const { kind, code, message } = judgeWireError(answer.error, 200);
    if (kind === 'rejected' || kind === 'not_found') {
      const redacted = portal.toError(OPERATION, { kind, message }).message;
      return { productId, state: 'refused', code: code ?? '', message: redacted };
    }
  }
  try {
    const result = toRow(portal.resultOf(answer, OPERATION, 'idempotent'));
    const card = toRow(result[isOffer ? 'offer' : 'element']);
    const stored = toDecimal(card['quantity'], 'quantity');
    return { productId, state: stored === quantity ? 'set' : 'ignored', quantity: stored };
  } catch (thrown) {
    if (isVendorError(thrown)) return { productId, state: 'failed', error: thrown };
    if (!(thrown instanceof NotAsDocumented)) throw thrown;
    const error = portal.toError(OPERATION, {
      kind: 'unexpected_answer',
      effect: 'idempotent',
      message: `The card after the write is not as documented: ${thrown.message}. Read it before writing again.`,
    });
    return { productId, state: 'failed', error };
  }
}
