import {
  cardHistory,
  fieldStatus,
  pendingsPage,
  reprocessed,
  runEnd,
} from './fieldcontrol-answers.ts';
import {
  cardPath,
  kindPath,
  pendingsQuery,
  pollBody,
  reprocessBody,
  stepPath,
} from './fieldcontrol-schemas.ts';
import { accountQuery, askBody, rung } from './load-schemas.ts';
import { answers, jsonBody, type Resource } from './resource.ts';

const tags = ['iSales and FieldControl'];
const NEEDS_OPERATOR = 'Needs the role operator.';
const LATER = `202 with the run to look at when it takes longer than 25 s. ${NEEDS_OPERATOR}`;
const ended = { ...answers(runEnd), ...answers(rung, '202') };

/** What the documentation says of the routes. */
export const fieldcontrolPaths: Resource['paths'] = {
  '/api/fieldcontrol/status': {
    get: {
      summary: 'Cards, deliveries, pendings and how each step ended last',
      ...{ tags, requestParams: { query: accountQuery }, responses: answers(fieldStatus) },
    },
  },
  '/api/fieldcontrol/pendings': {
    get: {
      summary: 'What waits for a person, newest first',
      ...{ tags, requestParams: { query: pendingsQuery }, responses: answers(pendingsPage) },
    },
  },
  '/api/fieldcontrol/cards/{card}/history': {
    get: {
      summary: 'Every move of a card and what became of it',
      requestParams: { path: cardPath, query: accountQuery },
      ...{ tags, responses: answers(cardHistory) },
    },
  },
  '/api/fieldcontrol/poll': {
    post: {
      summary: 'Read the board now, or say what a reading would change',
      ...{ description: LATER, tags, requestBody: jsonBody(pollBody), responses: ended },
    },
  },
  '/api/fieldcontrol/steps/{step}': {
    post: {
      summary: 'Do one step by itself: poll, refresh, locate, push or reconcile',
      requestParams: { path: stepPath },
      ...{ description: LATER, tags, requestBody: jsonBody(askBody), responses: ended },
    },
  },
  '/api/fieldcontrol/cards/{kind}': {
    post: {
      summary: 'Work on cards again: refetch, replay or repush',
      description: `By ids, period or pending; ids that fit no card are in unmatched. What was delivered is never sent twice. A dry run writes nothing and is answered while paused. ${LATER}`,
      requestParams: { path: kindPath },
      ...{ tags, requestBody: jsonBody(reprocessBody) },
      responses: { ...answers(reprocessed), ...answers(rung, '202') },
    },
  },
};
