import { describe, expect, test } from 'vitest';
import type { Delivery } from '../delivery.ts';
import type { ChangedDelivery, DueDelivery } from '../ports.ts';
import { fieldFallbacks } from '../settings.ts';
import { toChangeHash } from './to-change.ts';
import { toChangePreview } from './to-change-preview.ts';
import { toContacts, toContactsHash } from './to-contacts.ts';
import { toDraftFacts } from './to-draft-facts.ts';
import { LATER } from './previewed-request.ts';
import { toPreview } from './to-preview.ts';

const CUSTOMER = 'MTAwOjYyNDg5';
const PLACE = 'MjAwOjYyNDg5';
const TICKET = 'MzAwOjYyNDg5';
const ORDER = 'NDAwOjYyNDg5';
const SERVICE = 'MTcyMTExOjYyNDg5';

const order: Delivery = {
  ...{ id: '1', seq: 1, tipo: 'pedido', estado: 'pronto', colunaId: 17840 },
  ...{ tipoServico: SERVICE, refEnvioId: null },
};
const cancellation: Delivery = {
  ...{ id: '2', seq: 2, tipo: 'cancelamento', estado: 'pronto', colunaId: 20363 },
  ...{ tipoServico: 'MzE2MTA0OjYyNDg5', refEnvioId: '1' },
};
const phone = (digits: string) => ({ digits, e164: `+55${digits}` });
const due: DueDelivery = {
  ...{ id: '1', chave: 'isales:501:1', delivery: order, deliveries: [order], falhas: 0 },
  ...{ hashDados: null, sent: { objeto: null, nome: null, requestHash: null } },
  ...{ isalesId: '501', isalesClienteId: '77', ref: null },
  customer: {
    ...{ clienteId: '9', fieldId: null, criadoPeloScript: false },
    ...{ localPrincipalFieldId: null, hashContatos: null, contactsWait: false },
  },
  location: { enderecoId: '8', fieldId: null, isSought: false },
  person: {
    ...{ nome: 'Marina Prado', documento: '52998224725', documentoInformado: '529.982.247-25' },
    ...{ email: 'marina@example.test', telefone: phone('16988881234') },
    telefoneSecundario: phone('1633334444'),
  },
  place: {
    ...{ cep: '15085480', logradouro: 'Rua das Acácias', numero: '383', complemento: null },
    ...{ bairro: 'Centro', cidade: 'São José do Rio Preto', estado: 'SP' },
  },
  point: {
    ...{ coordinates: { latitude: -20.8, longitude: -49.3 }, precisao: 'pin' },
    provedor: 'link',
  },
  work: {
    ...{ vendedor: 'Davi', dataFechamento: null, dataFechamentoTexto: null, modulos: '12x' },
    ...{ inversor1: null, inversor2: null, inversor3: null, valor: null, valorTexto: null },
    ...{ observacoes: null, acesso: null },
  },
  payment: {
    ...{ formaPgto: 'PIX', responsavelFinanciamento: null, valorSeguro: null },
    ...{ valorSeguroTexto: null, observacoes: null },
  },
};
const known: DueDelivery = {
  ...due,
  customer: { ...due.customer, fieldId: CUSTOMER, criadoPeloScript: true },
  location: { ...due.location, fieldId: PLACE },
};
const told = toContactsHash(CUSTOMER, toContacts(due.person));
const address = {
  ...{ street: 'Rua das Acácias', number: '383', neighborhood: 'Centro', complement: '' },
  ...{ city: 'São José do Rio Preto', state: 'SP' },
  coords: { latitude: -20.8, longitude: -49.3 },
};
const contact = { email: 'marina@example.test', phone: '16988881234' };
const toTicket = (customerId: string, locationId: string) => ({
  ...{ name: 'Marina Prado', external: { id: 'isales:501:1' } },
  subject: 'Instalação: Marina Prado',
  message: 'VENDEDOR: Davi\n\nKIT ADQUIRIDO:\n- 12x\nFORMA DE PAGAMENTO: PIX',
  ...{ customer: { id: customerId }, service: { id: SERVICE }, location: { id: locationId } },
  contact,
});
const settings = fieldFallbacks;
const listed = (one: DueDelivery, with_ = settings): string[] =>
  toPreview(one, with_).requests.map(({ request }) => request);

test('a new project: every request in its order, with the body of the wire', () => {
  expect(toPreview(due, settings).requests).toEqual([
    {
      ...{ operation: 'createCustomer', request: 'POST /customers' },
      only: 'no customer with this document or code exists',
      body: {
        ...{ name: 'Marina Prado', code: 'isales-77', documentNumber: '52998224725' },
        external: { id: 'isales:cliente:77' },
        address: { zipCode: '15085480', ...address },
      },
    },
    {
      ...{ operation: 'createLocation', request: `POST /customers/${LATER}/locations` },
      only: 'the customer exists and has no such place',
      body: {
        ...{ name: 'Rua das Acácias - 383', customer: { id: LATER } },
        address: { postalCode: '15085480', ...address },
      },
    },
    {
      ...{ operation: 'addPhone', request: `POST /customers/${LATER}/phones` },
      only: 'the customer does not have it yet',
      body: { number: '16988881234', type: 'mobile', primary: true },
    },
    {
      ...{ operation: 'addPhone', request: `POST /customers/${LATER}/phones` },
      only: 'the customer does not have it yet, and no phones that somebody else chose',
      body: { number: '1633334444', type: 'mobile' },
    },
    {
      ...{ operation: 'addEmail', request: `POST /customers/${LATER}/emails` },
      only: 'the customer does not have it yet, and no e-mail that somebody else chose',
      body: { address: 'marina@example.test', type: 'personal' },
    },
    {
      ...{ operation: 'createTicket', request: 'POST /tickets', only: null },
      body: toTicket(LATER, LATER),
    },
  ]);
});

describe('what is known already is not made again', () => {
  const place = { ...known, location: { ...known.location, fieldId: null } };
  const contacts = { ...known, customer: { ...known.customer, hashContatos: told } };
  test.each<[string, DueDelivery, string[]]>([
    [
      'a known customer with a new address',
      { ...place, customer: { ...place.customer, hashContatos: told } },
      [`POST /customers/${CUSTOMER}/locations`, 'POST /tickets'],
    ],
    [
      'a known customer with other contacts',
      known,
      [
        `POST /customers/${CUSTOMER}/phones`,
        `POST /customers/${CUSTOMER}/phones`,
        `POST /customers/${CUSTOMER}/emails`,
        'POST /tickets',
      ],
    ],
    ['everything known', contacts, ['POST /tickets']],
    ['no place yet', { ...due, point: null }, []],
    ['no name', { ...due, person: { ...due.person, nome: null } }, []],
  ])('%s', (_, one, requests) => {
    expect(listed(one)).toEqual(requests);
  });

  test('with its ids in the request', () => {
    expect(toPreview(contacts, settings).requests[0]?.body).toEqual(toTicket(CUSTOMER, PLACE));
  });
});

test('an order at once has its address and its task', () => {
  const [last] = toPreview(due, { ...settings, target: 'order' }).requests.slice(-1);
  expect(last).toMatchObject({
    ...{ operation: 'createOrder', request: 'POST /orders' },
    body: {
      ...{ external: { id: 'isales:501:1' }, address: { zipCode: '15085480', ...address } },
      tasks: [{ position: 1, status: 'pending' }],
    },
  });
});

describe('a cancellation', () => {
  const base: DueDelivery = {
    ...{ ...due, id: '2', chave: 'isales:501:2', delivery: cancellation },
    deliveries: [{ ...order, estado: 'enviado' }, cancellation],
    ref: { estado: 'enviado', clienteFieldId: CUSTOMER, locationFieldId: PLACE },
  };

  test('is one request, for the customer and the place of its order', () => {
    expect(toPreview(base, settings).requests).toMatchObject([
      {
        operation: 'createTicket',
        body: {
          ...{ subject: 'Cancelamento: Marina Prado', external: { id: 'isales:501:2' } },
          ...{ customer: { id: CUSTOMER }, location: { id: PLACE } },
        },
      },
    ]);
  });

  test('of an order that never left is none', () => {
    expect(
      listed({ ...base, ref: { ...base.ref, estado: 'suprimido' } as DueDelivery['ref'] }),
    ).toEqual([]);
  });
});

test('a column without a service lets nothing leave', () => {
  expect(listed({ ...known, delivery: { ...order, tipoServico: null } })).toEqual([]);
});

test.each([
  ['bloqueado', 'what blocks it is put in order (see its pendings)'],
  ['rejeitado', 'the card is corrected or the refusal released (see its pendings)'],
] as const)('what is %s says with every request what it waits for', (estado, waits) => {
  const { requests } = toPreview({ ...due, delivery: { ...order, estado } }, settings);
  expect(requests[0]?.only).toBe(`${waits}, and no customer with this document or code exists`);
  expect(requests.at(-1)?.only).toBe(waits);
});

test('what may be there already leaves only when it is not', () => {
  const unclear = { ...known, delivery: { ...order, estado: 'incerto' as const } };
  const [last] = toPreview(unclear, settings).requests.slice(-1);
  expect(last).toMatchObject({ only: 'FieldControl does not have it under this key' });
});

describe('a change of a delivered project', () => {
  const changed: ChangedDelivery = {
    ...{ ...known, delivery: { ...order, estado: 'enviado' } },
    ...{ version: '1', tries: 0, fieldId: TICKET, objeto: 'ticket', orderFieldId: ORDER },
    sent: { objeto: 'ticket', nome: 'Marina Prado', requestHash: 'of before' },
    delivered: { customerId: CUSTOMER, locationId: PLACE },
  };
  const body = toTicket(CUSTOMER, PLACE);
  const put = {
    ...{ operation: 'updateTicket', request: `PUT /tickets/${TICKET}`, body },
    only: 'the planner has not accepted the request',
  };
  const comment = {
    ...{ operation: 'addOrderComment', request: `POST /orders/${ORDER}/comments` },
    body: {
      ...{ message: `${body.subject}\n\n${body.message}`, type: 'public' },
      postedBy: { name: 'Ponte' },
    },
    only: 'the planner has accepted the request, and its order does not have this comment',
  };
  const comments = { ...settings, changedAfterAcceptance: 'comment' } as const;

  test('goes into the request, or to a person', () => {
    expect(toChangePreview(changed, settings).requests).toEqual([put]);
  });

  test('or becomes a comment of its order', () => {
    expect(toChangePreview(changed, comments).requests).toEqual([put, comment]);
  });

  test('of an order is a comment only', () => {
    const one = { ...changed, objeto: 'order', fieldId: ORDER, orderFieldId: null } as const;
    expect(toChangePreview(one, comments).requests).toMatchObject([
      { operation: 'addOrderComment', request: `POST /orders/${ORDER}/comments` },
    ]);
    expect(toChangePreview(one, settings).requests).toEqual([]);
  });

  test('that FieldControl has already is none', () => {
    const facts = toDraftFacts(changed);
    if (facts === undefined) throw new Error('The facts are complete.');
    const requestHash = toChangeHash({ changed, facts, settings, locationId: PLACE });
    const sent = { ...changed.sent, requestHash };
    expect(toChangePreview({ ...changed, sent }, comments).requests).toEqual([]);
  });

  test('of place is made first, and is no comment', () => {
    const moved = { ...changed, location: { ...changed.location, fieldId: null } };
    expect(toChangePreview(moved, comments).requests).toMatchObject([
      { operation: 'createLocation', request: `POST /customers/${CUSTOMER}/locations` },
      { operation: 'updateTicket', request: `PUT /tickets/${TICKET}` },
    ]);
  });

  test('of place waits until the place is known', () => {
    const moved = { ...changed, location: { ...changed.location, fieldId: null }, point: null };
    expect(toChangePreview(moved, comments).requests).toEqual([]);
  });
});
