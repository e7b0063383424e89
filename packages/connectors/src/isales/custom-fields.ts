/**
 * Custom fields are keyed by the label that people see, and people mistype labels: accents, case,
 * blanks, hints in brackets and single letters differ from company to company. `PAGMENTO` is in the
 * vendor's own form.
 */
import { toText } from './text.ts';

/** The fields that Ponte knows; lists are joined by commas, nothing is null. */
export interface CustomFields {
  readonly formaPgto: string | null;
  readonly responsavelFinanciamento: string | null;
  readonly valorSeguro: string | null;
  readonly observacoesPgto: string | null;
  readonly observacoes: string | null;
  readonly acesso: string | null;
}

/** The newest spelling of each label; older ones differ in what `toPlainLabel` takes away. */
export const CUSTOM_LABELS: Readonly<Record<keyof CustomFields, string>> = {
  formaPgto: 'FORMA DE PAGAMENTO',
  responsavelFinanciamento:
    'FINANCIAMENTO NO NOME DE (somente se a FORMA DE PAGMENTO for FINANCIAMENTO)',
  valorSeguro: 'VALOR DO SEGURO',
  observacoesPgto: 'DETALHAMENTO DO PAGAMENTO',
  observacoes: 'OBSERVAÇÕES',
  acesso: 'ACESSO AO LOCAL (marcar todas as opções aplicáveis)',
};

/** Letters that may be wrong in a label that is long enough to be told apart. */
const TOLERATED_ERRORS = 2;
const SHORTEST_TOLERANT_LABEL = 8;

/** Finds our fields among the labels. Of several spellings the newest that is not empty wins. */
export function readCustomFields(labels: Readonly<Record<string, unknown>>): CustomFields {
  const known = Object.keys(labels).map((label) => ({ label, plain: toPlainLabel(label) }));
  const find = (field: keyof CustomFields): string | null => {
    for (const label of orderSpellings(field, known)) {
      const value = toText(labels[label]);
      if (value !== null) return value;
    }
    return null;
  };
  return {
    formaPgto: find('formaPgto'),
    responsavelFinanciamento: find('responsavelFinanciamento'),
    valorSeguro: find('valorSeguro'),
    observacoesPgto: find('observacoesPgto'),
    observacoes: find('observacoes'),
    acesso: find('acesso'),
  };
}

/** A label without what differs between spellings: `Forma de  Pagmento (nova)` → `forma de pagamento`. */
export function toPlainLabel(label: string): string {
  return label
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/\(.*$/s, ' ')
    .replace(/[^a-z0-9]+/g, ' ')
    .replace(/\bpag[a]?mento\b/g, 'pagamento')
    .trim();
}

interface Spelling {
  readonly label: string;
  readonly plain: string;
}

const WANTED = new Map(
  Object.entries(CUSTOM_LABELS).map(([field, label]) => [field, toPlainLabel(label)]),
);

/** Labels of one field, best first: the exact one, then capitals (the new form), then the rest. */
function orderSpellings(field: keyof CustomFields, known: readonly Spelling[]): string[] {
  const exact = CUSTOM_LABELS[field];
  const rank = ({ label, plain }: Spelling): number => {
    if (label === exact) return 0;
    if (plain !== WANTED.get(field)) return 3;
    return label === label.toUpperCase() ? 1 : 2;
  };
  return known
    .filter(({ plain }) => fieldOf(plain) === field)
    .toSorted((one, other) => rank(one) - rank(other))
    .map(({ label }) => label);
}

/** The field that a plain label stands for: its own, else the only one within a few letters. */
function fieldOf(plain: string): string | undefined {
  for (const [field, wanted] of WANTED) if (wanted === plain) return field;
  if (plain.length < SHORTEST_TOLERANT_LABEL) return undefined;
  const near = [...WANTED].filter(
    ([, wanted]) =>
      wanted.length >= SHORTEST_TOLERANT_LABEL &&
      countErrors(plain, wanted, TOLERATED_ERRORS) <= TOLERATED_ERRORS,
  );
  return near.length === 1 ? near[0]?.[0] : undefined;
}

/** Letters to add, drop, change or swap until the texts are equal; more than `most` is `most + 1`. */
function countErrors(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let older: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
      );
      const isSwapped =
        row > 1 &&
        column > 1 &&
        one[row - 1] === other[column - 2] &&
        one[row - 2] === other[column - 1];
      if (isSwapped) cost = Math.min(cost, (older[column - 2] ?? 0) + 1);
      next.push(cost);
    }
    older = last;
    last = next;
  }
  return Math.min(last[other.length] ?? 0, most + 1);
}
