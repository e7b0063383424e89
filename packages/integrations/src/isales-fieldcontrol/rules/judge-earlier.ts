import type { Pending } from '../project.ts';

/** What carries the client's bare id at FieldControl: the first program asked for it. */
export interface EarlierObject {
  readonly createdAt: Date | null;
  /** Neither cancelled nor archived. */
  readonly isLive: boolean;
}

/** The closing is written by hand: the request may have left before it, on the same day. */
const GRACE_MS = 86_400_000;

/**
 * Whose it is: this project's; one's that was sold earlier to the same client; or nobody can say,
 * because there is no day to compare with, or because it is not asked for any more.
 */
export function judgeEarlier(
  { createdAt, isLive }: EarlierObject,
  dataFechamento: Date | null,
): 'this' | 'other' | 'doubt' {
  if (createdAt === null || dataFechamento === null) return 'doubt';
  if (createdAt.getTime() < dataFechamento.getTime() - GRACE_MS) return 'other';
  return isLive ? 'this' : 'doubt';
}

/** Only a person can say whether the project was asked for already. */
export const IN_DOUBT: Pending = {
  motivo: 'incerto',
  detalhe:
    'O FieldControl tem um pedido antigo deste cliente que pode ser deste projeto: cancelado, arquivado, ou sem data que se compare. Complete a data de fechamento no iSales; se o projeto precisa de um pedido novo, mova o cartão para cancelado e, depois da leitura do quadro, de volta.',
};
