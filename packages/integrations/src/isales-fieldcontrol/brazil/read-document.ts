import { cnpj, cpf } from 'cpf-cnpj-validator';

export type DocumentReading =
  | { readonly state: 'absent' }
  | {
      readonly state: 'valid';
      readonly kind: 'cpf' | 'cnpj';
      /** Eleven digits, or fourteen digits and capitals: since July 2026 a CNPJ may hold letters. */
      readonly document: string;
    }
  | { readonly state: 'invalid' };

const ABSENT: DocumentReading = { state: 'absent' };
const INVALID: DocumentReading = { state: 'invalid' };

/** Reads a CPF or CNPJ as somebody typed it and checks its digits; letters are never thrown away. */
export function readDocument(typed: string | null): DocumentReading {
  const document = (typed ?? '').replace(/[^0-9A-Za-z]/g, '').toUpperCase();
  if (document === '') return ABSENT;
  if (/^\d{11}$/.test(document)) {
    return cpf.isValid(document) ? { state: 'valid', kind: 'cpf', document } : INVALID;
  }
  if (/^[A-Z0-9]{12}\d{2}$/.test(document)) {
    return cnpj.isValid(document) ? { state: 'valid', kind: 'cnpj', document } : INVALID;
  }
  return INVALID;
}
