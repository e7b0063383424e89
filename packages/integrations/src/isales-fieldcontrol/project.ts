/** What Ponte knows of a project, its person and its place. Money and documents are texts. */

export interface Phone {
  /** Digits with the area code: what FieldControl carries. */
  readonly digits: string;
  readonly e164: string;
}

export interface Person {
  readonly nome: string | null;
  /** Without marks, letters kept; null when absent or wrong. */
  readonly documento: string | null;
  /** As somebody typed it. */
  readonly documentoInformado: string | null;
  readonly email: string | null;
  readonly telefone: Phone | null;
  readonly telefoneSecundario: Phone | null;
}

/** An address as far as iSales says it; `cep` has eight digits, `estado` two letters. */
export interface PlaceText {
  readonly cep: string | null;
  readonly logradouro: string | null;
  readonly numero: string | null;
  readonly complemento: string | null;
  readonly bairro: string | null;
  readonly cidade: string | null;
  readonly estado: string | null;
}

export interface Work {
  readonly vendedor: string | null;
  /** An instant; null when absent or unreadable. */
  readonly dataFechamento: Date | null;
  /** As iSales writes it. */
  readonly dataFechamentoTexto: string | null;
  readonly modulos: string | null;
  readonly inversor1: string | null;
  readonly inversor2: string | null;
  readonly inversor3: string | null;
  /** Decimal text with two digits behind the point. */
  readonly valor: string | null;
  readonly valorTexto: string | null;
  readonly observacoes: string | null;
  readonly acesso: string | null;
}

export interface Payment {
  readonly formaPgto: string | null;
  readonly responsavelFinanciamento: string | null;
  readonly valorSeguro: string | null;
  readonly valorSeguroTexto: string | null;
  readonly observacoes: string | null;
}

/** Why a card, or a part of it, waits for somebody. The words of the table `pendencia`. */
export const CARD_PENDING_REASONS = [
  'sem_localizacao',
  'link_sem_coordenadas',
  'cep_invalido',
  'cep_inexistente',
  'cep_diverge',
  'geo_precisao_baixa',
  'documento_ausente',
  'documento_invalido',
  'telefone_invalido',
  'servico_nao_mapeado',
  'cliente_ambiguo',
  'isales_incompleto',
  'field_rejeitou',
  'incerto',
  'divergencia_pos_envio',
  'cartao_ausente',
  'objeto_ausente',
  'objeto_duplicado',
] as const;

export type PendingReason = (typeof CARD_PENDING_REASONS)[number];

/** All that anything of this integration waits for: also a whole reading, or one webhook. */
export const PENDING_REASONS = [
  ...CARD_PENDING_REASONS,
  ...(['board-suspect', 'sweep-suspect', 'unreadable-event'] as const),
] as const;

export interface Pending {
  readonly motivo: PendingReason;
  /** One sentence, without personal data. */
  readonly detalhe: string;
}

/** Everything that the three reads of a card say. */
export interface Project {
  readonly person: Person;
  readonly place: PlaceText;
  readonly linkLocalizacao: string | null;
  readonly work: Omit<Work, 'vendedor'>;
  readonly payment: Payment;
  /** What is missing or wrong in the reads themselves. */
  readonly problems: readonly Pending[];
}
