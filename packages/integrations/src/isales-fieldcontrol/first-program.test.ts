import { parseMapsLink } from '@ponte/connectors/geo/model';
import { describe, expect, test } from 'vitest';
import { readDocument } from './brazil/read-document.ts';
import type { Delivery } from './delivery.ts';
import { decideDeliveries, type DeliveryPlan } from './rules/decide-deliveries.ts';
import { decideHistory } from './rules/decide-history.ts';
import type { KnownPoint } from './rules/decide-place.ts';
import { isBetter } from './rules/keep-point.ts';
import { decideTurn } from './rules/decide-turn.ts';
import { fieldFallbacks } from './settings.ts';

// The faults of the program that Ponte replaces. Each expectation is put to Ponte's rule and, beside
// it, to a short port of the first program's rule, which must fail it. What shows only with tables and
// vendors (2, 4, 5, 11 and 16) is in apps/worker/test/isales-fieldcontrol-first-program.flow.test.ts.

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

describe('3: cancelled first, approved later, is never sent', () => {
  const moves = [CANCEL, INSTALL];
  const expectation = (isSent: () => boolean): void => expect(isSent()).toBe(true);
  test('Ponte', () => expectation(() => pontePushes([moves]).sent.length > 0));
  // Only clients that were new were geocoded, and only those that it had made were sent.
  test.fails('the first program', () =>
    expectation(() => {
      const [first, ...later] = moves;
      const isNew = later.length === 0;
      const criadoPeloScript = first !== CANCEL;
      return isNew && criadoPeloScript;
    }),
  );
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
      const ref = all.find(({ id }) => id === one.refEnvioId)?.estado ?? null;
      if (decideTurn(one, all, ref).turn !== 'send') continue;
      one.estado = 'enviado';
      sent.push({ id: `t${sent.length + 1}`, service: one.tipoServico ?? '' });
    }
  }
  return { ids: sent.map(({ id }) => id), sent };
}

describe('10: approved, cancelled and approved between two pushes', () => {
  const expectation = (push: typeof pontePushes): void =>
    expect(push([[INSTALL], [CANCEL, INSTALL], [], []]).sent).toHaveLength(1);
  test('Ponte', () => expectation(pontePushes));
  test.fails('the first program', () => expectation(firstProgramPushes));
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
