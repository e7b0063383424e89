import {
  accountQuery,
  askBody,
  compareBody,
  compared,
  loadBody,
  loadState,
  previewed,
  rung,
} from './load-schemas.ts';
import { answers, jsonBody, type Resource } from './resource.ts';

const NEEDS_OPERATOR = 'Needs the role operator.';

const toMove = (summary: string): Resource['paths'][string] => ({
  post: {
    ...{ summary, description: NEEDS_OPERATOR, tags: ['Loads'] },
    ...{ requestBody: jsonBody(askBody), responses: answers(loadState) },
  },
});

/** What the documentation says of loads and comparisons. */
export const loadPaths: Resource['paths'] = {
  '/api/loads/bitrix24-deals': {
    get: {
      summary: 'The last load: how far, how fast, how long, and why it is slow',
      tags: ['Loads'],
      requestParams: { query: accountQuery },
      responses: answers(loadState),
    },
    post: {
      summary: 'Load every deal of the portal, or those made since an instant',
      description:
        'With `dryRun` nothing is written: the answer is what would be read (200), or 202 with the ' +
        `run to look at when it takes longer than 25 s. ${NEEDS_OPERATOR}`,
      tags: ['Loads'],
      requestBody: jsonBody(loadBody),
      responses: { ...answers(previewed), ...answers(loadState.or(rung), '202') },
    },
  },
  '/api/loads/bitrix24-deals/pause': toMove('Let the load rest where it is'),
  '/api/loads/bitrix24-deals/resume': toMove('Let a resting load go on'),
  '/api/loads/bitrix24-deals/cancel': toMove('End the load; what was read stays'),
  '/api/reconcile/bitrix24-deals': {
    post: {
      summary: 'Compare every deal of the portal, or those that changed, with its row now',
      description:
        'What differs is read again by itself. With `delta` deletions are not seen. 202 with the run to look at when it takes longer ' +
        `than 25 s. ${NEEDS_OPERATOR}`,
      tags: ['Loads'],
      requestBody: jsonBody(compareBody),
      responses: { ...answers(compared), ...answers(rung, '202') },
    },
  },
};
