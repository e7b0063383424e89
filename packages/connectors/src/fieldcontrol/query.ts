/**
 * The list query: `q=key:"value"`. Written by hand, because every library writes a blank as `+`, which
 * the vendor does not read as a blank.
 */

export interface ListQuery {
  /** snake_case keys; all must hold. */
  readonly filter?: Readonly<Record<string, string>>;
  readonly sort?: string;
  readonly limit?: number;
  readonly offset?: number;
}

/**
 * True when a value can be asked for. A quote would end the value and begin a filter of its own, and
 * there is no documented way to escape it: such values are found by reading everything.
 */
export function isAskable(value: string): boolean {
  return value.trim() !== '' && !/["\\\p{Cc}]/u.test(value);
}

/**
 * The query of a list with its question mark; empty for nothing. Throws for a value that is not
 * askable.
 */
export function toListQuery({ filter, sort, limit, offset }: ListQuery): string {
  const parts: string[] = [];
  if (filter !== undefined) {
    const terms = Object.entries(filter).map(([key, value]) => {
      if (!isAskable(value)) throw new TypeError(`The value of ${key} cannot be asked for.`);
      return `${key}:"${value}"`;
    });
    if (terms.length > 0) parts.push(`q=${encodeURIComponent(terms.join(' '))}`);
  }
  if (sort !== undefined) parts.push(`sort=${encodeURIComponent(sort)}`);
  if (limit !== undefined) parts.push(`limit=${limit}`);
  if (offset !== undefined) parts.push(`offset=${offset}`);
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

/** Documents as people type them: bare, and with the usual mask of a CPF or CNPJ. */
export function toDocumentSpellings(document: string): string[] {
  const bare = toBareDocument(document);
  const cpf = /^(\d{3})(\d{3})(\d{3})(\d{2})$/.exec(bare);
  if (cpf !== null) return [bare, toCpf(cpf)];
  const cnpj = /^([A-Z0-9]{2})([A-Z0-9]{3})([A-Z0-9]{3})([A-Z0-9]{4})(\d{2})$/.exec(bare);
  if (cnpj === null) return [bare];
  const [, a = '', b = '', c = '', d = '', e = ''] = cnpj;
  return [bare, `${a}.${b}.${c}/${d}-${e}`];
}

/** Letters and digits only, capitals: alphanumeric CNPJs keep their letters. */
export function toBareDocument(document: string): string {
  return document.replace(/[^0-9A-Za-z]/g, '').toUpperCase();
}

function toCpf([, a = '', b = '', c = '', d = '']: RegExpExecArray): string {
  return `${a}.${b}.${c}-${d}`;
}
