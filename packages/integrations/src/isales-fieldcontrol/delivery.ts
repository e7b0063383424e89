/** The words of a delivery: one object that FieldControl shall have, once. */

/** 9 states; `enviado`, `suprimido` and `nao_aplicavel` are ends. */
export type DeliveryState =
  | 'pendente'
  | 'pronto'
  | 'enviando'
  | 'enviado'
  | 'incerto'
  | 'rejeitado'
  | 'bloqueado'
  | 'suprimido'
  | 'nao_aplicavel';

export type DeliveryKind = 'pedido' | 'cancelamento';
export type CardStatus = 'ativo' | 'cancelado';

/** Why a delivery ended without an object, or what became of it. */
export type DeliveryReason =
  | 'sem_historico'
  | 'nunca_enviado'
  | 'ja_cancelado'
  | 'par_anulado'
  | 'substituido'
  | 'tipo_trocado';

export interface Delivery {
  readonly id: string;
  /** Of the history row that caused it. */
  readonly seq: number;
  readonly tipo: DeliveryKind;
  readonly estado: DeliveryState;
  readonly colunaId: number;
  readonly tipoServico: string | null;
  /** A cancellation's order, by `id`. */
  readonly refEnvioId: string | null;
}

/** Certainly not at FieldControl: it may still be taken back. */
export const UNSENT: readonly DeliveryState[] = ['pendente', 'pronto', 'bloqueado', 'rejeitado'];
/** Perhaps at FieldControl. */
export const UNCERTAIN: readonly DeliveryState[] = ['enviando', 'incerto'];
/** Came to an end. */
export const ENDED: readonly DeliveryState[] = ['enviado', 'suprimido', 'nao_aplicavel'];

/** The delivery's name at FieldControl: `external.id`. */
export function toDeliveryKey(isalesId: string, seq: number): string {
  return `isales:${isalesId}:${seq}`;
}

/** The same taken apart; undefined for what is not ours. */
export function parseDeliveryKey(
  key: string,
): { readonly isalesId: string; readonly seq: number } | undefined {
  const [, isalesId, seq] = /^isales:([\w.-]{1,64}):([1-9]\d{0,5})$/.exec(key) ?? [];
  return isalesId === undefined ? undefined : { isalesId, seq: Number(seq) };
}
