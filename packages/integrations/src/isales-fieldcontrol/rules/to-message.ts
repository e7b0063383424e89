import type { Payment, Work } from '../project.ts';

/**
 * The text of a request, part by part as the crews know it; a part that is not there leaves no
 * trace. Dates and sums stand as iSales writes them.
 */
export function toMessage(work: Work, payment: Payment): string {
  const kit = [work.modulos, work.inversor1, work.inversor2, work.inversor3].filter(isThere);
  const parts = [
    line('VENDEDOR', work.vendedor, '\n\n'),
    line('DATA DE FECHAMENTO', work.dataFechamentoTexto, '\n\n'),
    kit.length === 0 ? '' : `KIT ADQUIRIDO:\n${kit.map((item) => `- ${item}\n`).join('')}`,
    line('ACESSO AO LOCAL', work.acesso),
    line('OBSERVAÇÕES DO PROJETO', work.observacoes),
    line('VALOR DO CONTRATO', work.valorTexto),
    line('FORMA DE PAGAMENTO', payment.formaPgto),
    line('RESPONSÁVEL FINANCIAMENTO', payment.responsavelFinanciamento),
    line('VALOR DO SEGURO', payment.valorSeguroTexto),
    line('OBSERVAÇÕES DO PAGAMENTO', payment.observacoes),
  ];
  return parts.join('').trimEnd();
}

/** `Instalação: Marina Prado Lemos` */
export function toSubject(prefix: string, nome: string): string {
  return `${prefix}: ${nome}`;
}

/** The subject of a column that nobody has mapped. */
export const FALLBACK_PREFIX = 'Solicitação';

function line(title: string, value: string | null, end = '\n'): string {
  return value === null ? '' : `${title}: ${value}${end}`;
}

function isThere(text: string | null): text is string {
  return text !== null;
}
