/** Service requests and the types of order that they ask for. */
import type { Account } from './account.ts';
import { toPlainName, toTicketBody } from './drafts.ts';
import type { TicketDraft } from './model.ts';
import { orderType, ticket } from './schemas.ts';
import type { TicketOperations } from './operations.ts';
import { readWholeList, searchList, sweepList } from './sweep.ts';

/** Binds the operations to one account. */
export function createTickets(account: Account): TicketOperations {
  const list = { path: 'tickets', schema: ticket } as const;
  const demandIds = (operation: string, draft: TicketDraft): void =>
    account.demandIds(operation, [draft.customerId, draft.serviceId, draft.locationId]);
  return {
    listServices: (options = {}) =>
      readWholeList(account, {
        ...{ operation: 'listServices', path: 'services', schema: orderType, options },
      }),
    getTicket: async (id, options = {}) => {
      const operation = 'getTicket';
      const path = `tickets/${account.toSegment(operation, id)}`;
      return account.sendForOne({ operation, effect: 'read', path, options }, ticket);
    },
    createTicket: async (draft, options = {}) => {
      const operation = 'createTicket';
      demandIds(operation, draft);
      const call = { operation, effect: 'create', method: 'POST', path: 'tickets' } as const;
      return account.sendForOne({ ...call, json: toTicketBody(draft), options }, ticket);
    },
    updateTicket: async (id, draft, options = {}) => {
      const operation = 'updateTicket';
      demandIds(operation, draft);
      const path = `tickets/${account.toSegment(operation, id)}`;
      const call = { operation, effect: 'idempotent', method: 'PUT', path } as const;
      return account.sendForOne({ ...call, json: toTicketBody(draft), options }, ticket);
    },
    searchTickets: ({ name, externalId }, options = {}) => {
      const asked = toPlainName(name);
      return searchList(account, {
        ...{ ...list, operation: 'searchTickets', options },
        filter: { name: asked },
        // Nobody says whether the filter wants the whole name or a part of it.
        fits: (each) => fold(each.name ?? '').includes(fold(asked)),
        isSought: (each) => each.externalId === externalId,
      });
    },
    sweepTickets: (options = {}) =>
      sweepList(account, { ...list, operation: 'sweepTickets', options }),
  };
}

/** Letters as a search compares them: without accents and case. */
function fold(text: string): string {
  return toPlainName(text)
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
}
