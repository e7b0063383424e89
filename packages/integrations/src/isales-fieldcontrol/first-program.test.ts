import { parseMapsLink } from '@ponte/connectors/geo/model';
import { describe, expect, test } from 'vitest';
import { readDocument } from './brazil/read-document.ts';
import type { Delivery } from './delivery.ts';
import { decideDeliveries, type DeliveryPlan } from './rules/decide-deliveries.ts';
import { decideHistory } from './rules/decide-history.ts';
import { decidePerson } from './rules/decide-person.ts';
import { isBetter, type KnownPoint } from './rules/decide-place.ts';
import { decideTurn } from './rules/decide-turn.ts';
import { decideUnread } from './rules/decide-unread.ts';
import { fieldFallbacks } from './settings.ts';

// The faults of the program that Ponte replaces. Each expectation is put to Ponte's rule and, beside
// it, to a short port of the first program's rule, which must fail it.

const [INSTALL, EXPAND, CANCEL] = [17840, 20024, 20363];

describe('1: a second run erases every geolocation', () => {
  type Merge = (stored: KnownPoint, found: undefined) => KnownPoint | null;
  const expectation = (merge: Merge): void => {
    const coordinates = { latitude: -20.8, longitude: -49.4 };
    const stored: KnownPoint = { coordinates, precisao: 'pin', provedor: 'link' };
    expect(merge(stored, undefined)).toEqual(stored);
  };
  test('Ponte', () => expectation((stored, found) => (isBetter(stored, found) ? null : stored)));
  // A known client was not looked for again, and what was absent differed from what was stored.
  test.fails('the first program', () =>
    expectation((stored, found) => (found === stored ? stored : (found ?? null))),
  );
});

interface Client {
  readonly isKnownHere: boolean;
  readonly criadoPeloScript: boolean;
  readonly estado: 'ativo' | 'cancelado';
}

/** Which clients the first program geocoded and sent: only those that were new in every respect. */
function firstProgramSends({ isKnownHere, criadoPeloScript, estado }: Client): boolean {
  const isGeocoded = !isKnownHere;
  if (!criadoPeloScript || estado === 'cancelado') return false;
  return isGeocoded;
}

function ponteSends({ estado }: Client): boolean {
  const column = estado === 'ativo' ? INSTALL : CANCEL;
  const known = { colunaId: CANCEL, estadoAtual: 'cancelado', lastSeq: 1 } as const;
  const history = decideHistory(estado === 'ativo' ? known : null, column, fieldFallbacks);
  if (history === undefined) return false;
  const { create } = decideDeliveries(history, [], fieldFallbacks);
  const { tipo, estado: state, refEnvioId } = create;
  if (state !== 'pendente') return false;
  const delivery = { id: '1', seq: history.seq, tipo, estado: 'pronto', refEnvioId } as const;
  const { colunaId, tipoServico } = history;
  return decideTurn({ ...delivery, colunaId, tipoServico }, [], null).turn === 'send';
}

describe.each<[string, Client]>([
  [
    '2: a customer who was there before',
    { isKnownHere: false, criadoPeloScript: false, estado: 'ativo' },
  ],
  [
    '3: cancelled first, approved later',
    { isKnownHere: true, criadoPeloScript: false, estado: 'ativo' },
  ],
  [
    '4: a second project of a known client',
    { isKnownHere: true, criadoPeloScript: true, estado: 'ativo' },
  ],
])('%s is never sent', (_says, client) => {
  test('Ponte', () => expect(ponteSends(client)).toBe(true));
  test.fails('the first program', () => expect(firstProgramSends(client)).toBe(true));
});

interface Sent {
  readonly id: string;
  readonly service: string;
}
/** What the first program knew of a card: one id, and marks on rows of the history. */
function firstProgramPushes(pushes: readonly (readonly number[])[]): {
  ids: string[];
  sent: Sent[];
} {
  const unsent: number[] = [];
  const sent: Sent[] = [];
  let fieldId: string | undefined;
  for (const moves of pushes) {
    unsent.push(...moves);
    // Each push handled the newest row that was not marked; the older ones stayed for later pushes.
    const current = moves.at(-1) ?? sentColumn(sent);
    if (unsent.pop() === undefined) continue;
    fieldId = `t${sent.length + 1}`;
    sent.push({ id: fieldId, service: fieldFallbacks.columns[current]?.service ?? '' });
  }
  return { ids: fieldId === undefined ? [] : [fieldId], sent };
}
const sentColumn = (sent: readonly Sent[]): number =>
  Number(
    Object.entries(fieldFallbacks.columns).find(
      ([, { service }]) => service === sent.at(-1)?.service,
    )?.[0],
  );

function pontePushes(pushes: readonly (readonly number[])[]): { ids: string[]; sent: Sent[] } {
  let all: (Omit<Delivery, 'estado'> & { estado: Delivery['estado'] })[] = [];
  const sent: Sent[] = [];
  let at = 0;
  for (const moves of pushes) {
    for (const column of moves) {
      at += 1;
      const before = all.at(-1);
      const known = before && {
        ...{ colunaId: before.colunaId, lastSeq: at - 1 },
        estadoAtual: before.tipo === 'pedido' ? ('ativo' as const) : ('cancelado' as const),
      };
      const history = decideHistory(known ?? null, column, fieldFallbacks);
      if (history === undefined) continue;
      const plan: DeliveryPlan = decideDeliveries(history, all, fieldFallbacks);
      const back = new Set(plan.takeBack.map(({ id }) => id));
      all = all.map((one) => (back.has(one.id) ? { ...one, estado: 'suprimido' } : one));
      const { colunaId, tipoServico, seq } = history;
      all.push({ ...plan.create, id: `d${at}`, seq, colunaId, tipoServico });
    }
    for (const one of all.filter(({ estado }) => estado === 'pendente')) {
      one.estado = 'enviado';
      sent.push({ id: `t${sent.length + 1}`, service: one.tipoServico ?? '' });
    }
  }
  return { ids: sent.map(({ id }) => id), sent };
}

describe('5: the original’s id is lost when it is cancelled', () => {
  const expectation = (push: typeof pontePushes): void =>
    expect(push([[INSTALL], [CANCEL]]).ids).toEqual(['t1', 't2']);
  test('Ponte', () => expectation(pontePushes));
  test.fails('the first program', () => expectation(firstProgramPushes));
});

describe('10: approved, cancelled and approved between two pushes', () => {
  const expectation = (push: typeof pontePushes): void =>
    expect(push([[INSTALL], [CANCEL, INSTALL], [], []]).sent).toHaveLength(1);
  test('Ponte', () => expectation(pontePushes));
  test.fails('the first program', () => expectation(firstProgramPushes));
});

describe('11: a client without a document is linked to a stranger', () => {
  type Match = (documento: string | null, customers: readonly (string | null)[]) => number;
  const expectation = (match: Match): void => expect(match(null, ['111', null])).toBe(-1);
  test('Ponte', () =>
    expectation((documento, customers) => {
      const at = documento === null ? -1 : customers.indexOf(documento);
      const byDocument = at < 0 ? null : { clienteId: String(at) };
      return Number(decidePerson({ linked: null, byDocument }, documento).clienteId ?? -1);
    }));
  test.fails('the first program', () =>
    expectation((documento, customers) => customers.findIndex((one) => one === documento)),
  );
});

describe('16: one client without a document stops every later client', () => {
  type Work = (cards: readonly { id: string; isPoisoned: boolean }[]) => string[];
  const cards = ['a', 'b', 'c'].map((id) => ({ id, isPoisoned: id === 'b' }));
  const expectation = (work: Work): void => expect(work(cards)).toEqual(['a', 'c']);
  test('Ponte', () =>
    expectation((all) =>
      all.flatMap(({ id, isPoisoned }) => {
        // A card that fails is its own pending, and the next one is worked on.
        if (isPoisoned) return decideUnread(new Error('unique'), 0).pending ? [] : [id];
        return [id];
      }),
    ));
  test.fails('the first program', () =>
    expectation((all) => {
      const done: string[] = [];
      for (const { id, isPoisoned } of all) {
        if (isPoisoned) return done;
        done.push(id);
      }
      return done;
    }),
  );
});

describe('20b: a cancellation of a project that was never active', () => {
  const expectation = (cancels: (isCustomerKnown: boolean) => boolean): void =>
    expect(cancels(true)).toBe(false);
  test('Ponte', () =>
    expectation(() => {
      const history = decideHistory(null, CANCEL, fieldFallbacks);
      return (
        history !== undefined &&
        decideDeliveries(history, [], fieldFallbacks).create.estado === 'pendente'
      );
    }));
  // The guard looked at the customer, not at the project's history.
  test.fails('the first program', () => expectation((isCustomerKnown) => isCustomerKnown));
});

describe('21: a CNPJ with letters is destroyed', () => {
  const expectation = (read: (typed: string) => string): void =>
    expect(read('12.ABC.345/01DE-35')).toBe('12ABC34501DE35');
  test('Ponte', () =>
    expectation((typed) => {
      const reading = readDocument(typed);
      return reading.state === 'valid' ? reading.document : '';
    }));
  test.fails('the first program', () => expectation((typed) => typed.replace(/\D/g, '')));
});

describe.each([
  ['maps?q=', 'https://www.google.com/maps?q=-20.8197,-49.3794'],
  ['query=', 'https://www.google.com/maps/search/?api=1&query=-20.8197,-49.3794'],
  ['ll=', 'https://www.google.com/maps?ll=-20.8197,-49.3794'],
  [
    'the pin and not the middle of the view',
    'https://www.google.com/maps/place/Casa/@-20.9,-49.5,17z/data=!4m6!3m5!1s0x0:0x0!8m2!3d-20.8197!4d-49.3794',
  ],
])('22: a link is not read: %s', (_says, link) => {
  const expectation = (read: (link: string) => string | undefined): void =>
    expect(read(link)).toBe('-20.8197,-49.3794');
  test('Ponte', () =>
    expectation((url) => {
      const reading = parseMapsLink(url);
      if (reading.kind !== 'pin') return undefined;
      return `${reading.coordinates.latitude},${reading.coordinates.longitude}`;
    }));
  test.fails('the first program', () =>
    expectation((url) => {
      const [, latitude, longitude] = /@(-?\d+\.\d+),(-?\d+\.\d+)/.exec(url) ?? [];
      return latitude === undefined ? undefined : `${latitude},${longitude}`;
    }),
  );
});

test('an expansion is not the installation that it follows', () => {
  expect(pontePushes([[INSTALL], [EXPAND]]).sent).toHaveLength(2);
});
