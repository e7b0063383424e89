/** Invoices found by what they say: their marker, their number, the newest posted one. */
import type { Base } from './base.ts';
import { invoiceSchema, postingTemplate } from './invoice-schema.ts';
import type { Invoice } from './model.ts';
import { quoteText } from './odata-path.ts';
import type { InvoiceOptions, OnecOperations } from './operations.ts';
import { readAll, readPage } from './read-rows.ts';
import { DOCUMENTS } from './sets.ts';

type Searches = Pick<
  OnecOperations,
  'findPostingTemplate' | 'findInvoicesByMarker' | 'findInvoiceByNumber' | 'findInvoicesByNumber'
>;

/** Binds the searches to a base. */
export function createSearches(base: Base): Searches {
  const search = async (
    operation: string,
    filter: string,
    { document = 'sale', ...options }: InvoiceOptions,
  ): Promise<Invoice[]> => {
    const query = { operation, set: DOCUMENTS[document], row: invoiceSchema(document), filter };
    const rows = await readAll(base, { ...query, orderBy: 'Date,Ref_Key', options });
    const readAt = base.clock.now();
    return rows.map((row) => ({ ...row, readAt }));
  };
  const findByNumber: Searches['findInvoicesByNumber'] = async (
    number,
    { organisation, ...options },
  ) => {
    const filter = `Number eq ${quoteText(number)} and Организация_Key eq guid'${organisation}'`;
    const found = await search('findInvoiceByNumber', filter, options);
    return found.filter((one) => one.number === number && one.organisation === organisation);
  };
  return {
    findInvoicesByNumber: findByNumber,
    findInvoicesByMarker: async (marker, options = {}) => {
      const filter = `substringof(${quoteText(marker)},Комментарий)`;
      const found = await search('findInvoicesByMarker', filter, options);
      return found.filter(({ comment }) => comment.includes(marker));
    },
    findInvoiceByNumber: async (number, { year, ...options }) =>
      (await findByNumber(number, options)).find(({ date }) => date.startsWith(`${year}-`)),
    findPostingTemplate: async (organisation, options = {}) => {
      const filter = `Posted eq true and Организация_Key eq guid'${organisation}'`;
      const query = { operation: 'findPostingTemplate', set: DOCUMENTS.sale, row: postingTemplate };
      const newest = { filter, orderBy: 'Date desc', top: 1, options };
      return (await readPage(base, { ...query, ...newest })).rows[0];
    },
  };
}
