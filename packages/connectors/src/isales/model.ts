/** What Ponte reads of iSales. Texts are trimmed; what is missing, null, "" or `[]` is null. */
import { z } from 'zod';
import { toRowProblem, toText } from './text.ts';

export { readCustomFields, type CustomFields } from './custom-fields.ts';

/** One card of the board, as far as the row says. */
export interface BoardCard {
  /** Of the board's row; null where iSales gives none, then `clienteId` is all there is. */
  readonly rowId: string | null;
  readonly clienteId: string;
  readonly colunaId: number;
  readonly funilId: string | null;
  readonly vendedor: string | null;
  readonly nome: string | null;
  /** As iSales writes it (São Paulo time, no zone); null where it gives none. */
  readonly movidoEm: string | null;
  /** The row as it came, for the snapshot. */
  readonly raw: unknown;
}

/** A row of the board that could not be read; the other rows are not affected. */
export interface BoardProblem {
  /** From 0. */
  readonly index: number;
  readonly clienteId: string | null;
  /** Names fields and never values. */
  readonly problem: string;
  readonly raw: unknown;
}

/** The client's record: everything as somebody typed it, formatted or not. */
export interface IsalesClient {
  readonly nome: string | null;
  /** CPF or CNPJ. */
  readonly cpf: string | null;
  readonly email: string | null;
  readonly telefone: string | null;
  readonly telefoneSecundario: string | null;
  readonly cep: string | null;
  readonly logradouro: string | null;
  readonly numero: string | null;
  readonly complemento: string | null;
  readonly bairro: string | null;
  readonly cidade: string | null;
  /** Two letters or the whole name. */
  readonly estado: string | null;
  readonly linkLocalizacao: string | null;
  /** As iSales writes it (São Paulo time, no zone): `2026-03-01 10:00:00`. */
  readonly dataFechamento: string | null;
}

export interface IsalesProposal {
  readonly modulos: string | null;
  readonly inversor1: string | null;
  readonly inversor2: string | null;
  readonly inversor3: string | null;
  /** As iSales writes it: `28500.00` or `28.500,00`. */
  readonly valor: string | null;
}

/** Custom fields by the label that people see; a choice of many is a list. */
export type CustomLabels = Readonly<Record<string, unknown>>;

/** What stands under the key of an answer: one record, none, or something that is neither. */
export type Content<Value> =
  | { readonly ok: true; readonly value: Value | null }
  | { readonly ok: false; readonly problem: string };

const text = z.unknown().transform(toText).prefault(null);

const id = z
  .union([z.string(), z.number().int()])
  .transform((value) => String(value).trim())
  .refine((value) => /^[\w.:-]{1,64}$/.test(value), 'is not an id');

/** An id that may be missing: whatever is no id counts as none. */
const optionalId = z
  .unknown()
  .transform((value) => {
    const read = id.safeParse(value);
    return read.success ? read.data : null;
  })
  .prefault(null);

const column = z
  .union([z.string(), z.number()])
  .transform(Number)
  .refine((value) => Number.isSafeInteger(value) && value > 0, 'is not a column');

const boardRow = z
  .object({
    id: optionalId,
    cliente_id: id,
    coluna_id: column,
    funil_id: optionalId,
    movido_em: text,
    cliente: z
      .object({ nome: text, vendedor: text })
      .catch({ nome: null, vendedor: null })
      .prefault({}),
  })
  .transform((row) => ({
    rowId: row.id,
    clienteId: row.cliente_id,
    colunaId: row.coluna_id,
    funilId: row.funil_id,
    vendedor: row.cliente.vendedor,
    nome: row.cliente.nome,
    movidoEm: row.movido_em,
  }));

/** Reads one row of the board. */
export function readBoardRow(raw: unknown, index: number): BoardCard | BoardProblem {
  const parsed = boardRow.safeParse(raw);
  if (parsed.success) return { ...parsed.data, raw };
  const row: { cliente_id?: unknown } = typeof raw === 'object' && raw !== null ? raw : {};
  const clienteId = optionalId.parse(row.cliente_id);
  return { index, clienteId, problem: toRowProblem(parsed.error), raw };
}

/** True for a row that could not be read. */
export function isBoardProblem(row: BoardCard | BoardProblem): row is BoardProblem {
  return 'problem' in row;
}

const clientRow: z.ZodType<IsalesClient> = z
  .object({
    nome: text,
    cpf: text,
    email: text,
    telefone: text,
    telefone_secundario: text,
    cep: text,
    logradouro: text,
    numero: text,
    complemento: text,
    bairro: text,
    cidade: text,
    estado: text,
    link_localizacao: text,
    data_fechamento: text,
  })
  .transform(({ telefone_secundario, link_localizacao, data_fechamento, ...rest }) => ({
    ...rest,
    telefoneSecundario: telefone_secundario,
    linkLocalizacao: link_localizacao,
    dataFechamento: data_fechamento,
  }));

const proposalRow: z.ZodType<IsalesProposal> = z
  .object({
    mod_descricao: text,
    inv_descricao: text,
    inv2_descricao: text,
    inv3_descricao: text,
    valor_final: text,
  })
  .transform((row) => ({
    modulos: row.mod_descricao,
    inversor1: row.inv_descricao,
    inversor2: row.inv2_descricao,
    inversor3: row.inv3_descricao,
    valor: row.valor_final,
  }));

/** Reads what stood under `clientes`, fresh or kept; null for `[]`, which is how iSales writes none. */
export function readClientContent(content: unknown): Content<IsalesClient> {
  return readContent(content, clientRow);
}

/** Reads what stood under `propostas`, fresh or kept; null for `[]`. */
export function readProposalContent(content: unknown): Content<IsalesProposal> {
  return readContent(content, proposalRow);
}

/** Reads what stood under `clientes` of the custom fields, fresh or kept; null for `[]`. */
export function readLabelsContent(content: unknown): Content<CustomLabels> {
  return readContent(content, z.record(z.string(), z.unknown()));
}

function readContent<Value>(content: unknown, schema: z.ZodType<Value>): Content<Value> {
  const listed: unknown[] = Array.isArray(content) ? content : [content];
  const objects = listed.filter((each) => each !== null && each !== undefined);
  if (objects.length === 0) return { ok: true, value: null };
  if (objects.length > 1) {
    const problem = `The answer holds ${objects.length} objects where one was asked for.`;
    return { ok: false, problem };
  }
  const parsed = schema.safeParse(objects[0]);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, problem: `The answer is no record (${toRowProblem(parsed.error)}).` };
}
