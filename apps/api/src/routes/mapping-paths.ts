import { z } from 'zod';
import {
  changedAnswer,
  historyPage,
  historyQuery,
  imported,
  importQuery,
  listQuery,
  mapped,
  mappingsPage,
  pairBody,
  productPath,
  stateQuery,
  suggested,
  undoBody,
  whyBody,
} from './mapping-schemas.ts';
import { answers, jsonBody, problemSchema, type Resource } from './resource.ts';

const tags = ['Mapping'];
const description = 'Needs the role operator.';
const file = { 'text/csv': { schema: z.string() } };

export const mappingPaths: Resource['paths'] = {
  '/api/mapping/product': {
    post: {
      summary: 'Map a Bitrix24 product to a product of 1C; what waited for it goes on',
      description,
      tags,
      requestBody: jsonBody(pairBody),
      responses: answers(mapped),
    },
  },
  '/api/mapping/product/refuse': {
    post: {
      summary: 'Say that a pair is wrong: it is never suggested again',
      description,
      tags,
      requestBody: jsonBody(pairBody),
      responses: answers(mapped),
    },
  },
  '/api/mapping/product/{id}': {
    delete: {
      summary: 'Part a Bitrix24 product from its product of 1C',
      description,
      tags,
      requestParams: { path: productPath },
      requestBody: jsonBody(whyBody),
      responses: answers(changedAnswer),
    },
  },
  '/api/mapping/products': {
    get: {
      summary: 'The mapping, in the order in which it was made',
      tags,
      requestParams: { query: listQuery },
      responses: answers(mappingsPage),
    },
  },
  '/api/mapping/suggest': {
    post: {
      summary: 'Compare both catalogues: link what is certain, suggest the rest',
      description,
      tags,
      requestBody: jsonBody(whyBody),
      responses: answers(suggested),
    },
  },
  '/api/mapping/history': {
    get: {
      summary: 'Changes of the mapping, newest first',
      tags,
      requestParams: { query: historyQuery },
      responses: answers(historyPage),
    },
  },
  '/api/mapping/undo': {
    post: {
      summary: 'Undo a change, everything of a batch, or a product’s latest change',
      description,
      tags,
      requestBody: jsonBody(undoBody),
      responses: answers(changedAnswer),
    },
  },
};

export const mappingFilePaths: Resource['paths'] = {
  '/api/mapping/products.csv': {
    get: {
      summary: 'The mapping as a file for a spreadsheet',
      tags,
      requestParams: { query: z.strictObject({ state: stateQuery }) },
      responses: {
        '200': { description: 'Done', content: file },
        default: {
          description: 'A problem: its `code` and `type` say which',
          content: { 'application/problem+json': { schema: problemSchema } },
        },
      },
    },
  },
  '/api/mapping/products/import': {
    post: {
      summary: 'Import a mapping file; broken lines are named, the rest is taken',
      description: `${description} UTF-8 or Windows-1251, \`;\`, \`,\` or tabs.`,
      tags,
      requestParams: { query: importQuery },
      requestBody: { content: file },
      responses: answers(imported),
    },
  },
};
