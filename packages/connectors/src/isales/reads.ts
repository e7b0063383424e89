/** The four reads. Every answer is an envelope with one key; what is under it is read leniently. */
import type { Answer } from '../http/call.ts';
import type { Http } from '../http/create.ts';
import { VendorError } from '../http/vendor-error.ts';
import {
  isBoardProblem,
  readBoardRow,
  readClientContent,
  readCustomFields,
  readLabelsContent,
  readProposalContent,
  type Content,
} from './model.ts';
import type { BoardReading, CallOptions, IsalesOperations } from './operations.ts';

export interface ReadsOptions {
  readonly account: string;
  /** A secret. */
  readonly apiToken: string;
  readonly http: Http;
}

interface Question {
  readonly operation: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Under which the answer lies. */
  readonly key: string;
  readonly options: CallOptions;
}

type Told = { readonly content: unknown } & Pick<Answer, 'sentAt'>;

/** Binds the reads to one company. */
export function createReads({ account, apiToken, http }: ReadsOptions): IsalesOperations {
  const fail = (operation: string, problem: string): VendorError =>
    new VendorError({
      ...{ vendor: 'isales', account, operation, kind: 'unexpected_answer', effect: 'read' },
      message: `${problem} If it goes on, ask iSales what changed.`,
    });

  const ask = async ({ operation, path, query, key, options }: Question): Promise<Told> => {
    const { level, signal } = options;
    const { body, sentAt } = await http.call({
      ...{ operation, effect: 'read', path },
      query: { ...query, api_token: apiToken },
      ...(level === undefined ? {} : { level }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (typeof body !== 'object' || body === null || !Object.hasOwn(body, key)) {
      throw fail(operation, `The answer has no "${key}".`);
    }
    return { content: (body as Record<string, unknown>)[key], sentAt };
  };

  const askForOne = async <Value>(
    question: Omit<Question, 'query'> & { readonly clienteId: string },
    read: (content: unknown) => Content<Value>,
  ) => {
    const { clienteId, ...rest } = question;
    const { content, sentAt } = await ask({ ...rest, query: { cliente_id: clienteId } });
    const found = read(content);
    if (!found.ok) throw fail(question.operation, found.problem);
    return { value: found.value, raw: content, readAt: sentAt };
  };

  return {
    listBoard: async ({ funilId, desde, ate, ...options }): Promise<BoardReading> => {
      const operation = 'listBoard';
      const { content, sentAt } = await ask({
        ...{ operation, path: 'api/funil-clientes', key: 'funil_clientes', options },
        query: { funil_id: funilId, desde, ate },
      });
      if (!Array.isArray(content)) throw fail(operation, 'The board is no list.');
      const rows = content.map(readBoardRow);
      const cards = rows.flatMap((row) => (isBoardProblem(row) ? [] : [row]));
      return { cards, problems: rows.filter(isBoardProblem), readAt: sentAt };
    },
    getClient: (clienteId, options = {}) =>
      askForOne(
        { operation: 'getClient', path: 'api/clientes', key: 'clientes', clienteId, options },
        readClientContent,
      ),
    getProposal: (clienteId, options = {}) =>
      askForOne(
        { operation: 'getProposal', path: 'api/propostas', key: 'propostas', clienteId, options },
        readProposalContent,
      ),
    getCustomFields: async (clienteId, options = {}) => {
      const question = {
        ...{ operation: 'getCustomFields', path: 'api/campo-customizado', key: 'clientes' },
        ...{ clienteId, options },
      };
      const { value, ...rest } = await askForOne(question, readLabelsContent);
      const labels = value ?? {};
      return { ...rest, value: readCustomFields(labels), labels };
    },
  };
}
