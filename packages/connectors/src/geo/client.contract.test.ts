import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClock } from '@ponte/clock';
import { startGeoFake, type GeoFake } from '@ponte/fakes/start';
import { controlOf, type FakeControl } from '../testing/controlled-fake.ts';
import { failureOf } from '../testing/failure-of.ts';
import { collectLogLines } from '../testing/log-lines.ts';
import { SHORT_TIMEOUT_MS, TEST_PATIENCE_MS, TEST_TIMEOUT_MS } from '../testing/test-patience.ts';
import { createGeo, type GeoCache, type GeoClient, type GeoOptions } from './index.ts';

const clock = createClock({ scale: 60 });
const log = collectLogLines();
const reports: unknown[] = [];
const open: GeoClient[] = [];
let fake: GeoFake;
let control: FakeControl;
let geo: GeoClient;

function build(overrides: Partial<GeoOptions> = {}): GeoClient {
  const { viacepUrl, brasilapiUrl, nominatimUrl, mapsUrl } = fake;
  const client = createGeo({
    ...{ viacepUrl, brasilapiUrl, nominatimUrl, mapsUrl, contactEmail: 'it@example.test' },
    ...{ clock, logger: log.logger, onCall: (report) => reports.push(report) },
    http: { timeoutMs: TEST_TIMEOUT_MS, patienceMs: TEST_PATIENCE_MS },
    ...overrides,
  });
  open.push(client);
  return client;
}

beforeAll(async () => {
  fake = await startGeoFake({ time: { scale: clock.scale, originMs: clock.originMs } });
  control = controlOf(fake.control);
});
beforeEach(async () => {
  await control.reset();
  // ViaCEP blocks at the first hurry: whether we hurry is said by one test of its own.
  for (const vendor of ['viacep', 'brasilapi', 'nominatim', 'maps']) {
    await control.act({ do: 'set-limit', vendor, perSecond: 0 });
  }
  geo = build();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
});
afterAll(() => fake.stop());

const countRequests = async (): Promise<unknown> => (await control.get('counters'))['requests'];

describe('a CEP at ViaCEP', () => {
  test('has street, bairro, city and IBGE code', async () => {
    expect(await geo.findCepAtViacep('01001-000')).toEqual({
      state: 'found',
      record: {
        ...{ cep: '01001000', logradouro: 'Praça da Sé', bairro: 'Sé', cidade: 'São Paulo' },
        ...{ uf: 'SP', ibge: '3550308', coordinates: null },
      },
    });
  });

  test('of a whole city has no street', async () => {
    expect(await geo.findCepAtViacep('87360000')).toMatchObject({
      ...{ state: 'found', record: { logradouro: null, bairro: null, uf: 'PR' } },
    });
  });

  test.each(['text', 'boolean'])(
    'that nobody has is unknown, with the %s of the answer',
    async (form) => {
      await control.act({ do: 'set-viacep-erro', form });
      expect(await geo.findCepAtViacep('54580-000')).toEqual({ state: 'unknown' });
    },
  );

  test.each(['0123', '', 'abc', '150854800'])(
    'of another form is not asked for: %j',
    async (cep) => {
      expect(await geo.findCepAtViacep(cep)).toEqual({ state: 'malformed' });
      expect(await geo.findCepAtBrasilapi(cep)).toEqual({ state: 'malformed' });
      expect(await countRequests()).toBe(0);
    },
  );
});

describe('a CEP at BrasilAPI', () => {
  test('has coordinates', async () => {
    const answer = await geo.findCepAtBrasilapi('20751-120');
    const coordinates = answer.state === 'found' ? answer.record.coordinates : null;
    expect(coordinates?.latitude).toBeCloseTo(-22.88, 1);
    expect(coordinates?.longitude).toBeCloseTo(-43.3, 1);
  });

  test.each(['nulls', 'null', 'empty'])('without coordinates, said as %s', async (form) => {
    await control.act({ do: 'set-unknown-coordinates', form });
    expect(await geo.findCepAtBrasilapi('39404006')).toMatchObject({
      ...{ state: 'found', record: { coordinates: null, cidade: 'Montes Claros' } },
    });
  });

  test('that nobody has is unknown', async () => {
    expect(await geo.findCepAtBrasilapi('99999-999')).toEqual({ state: 'unknown' });
  });

  test.each([
    ['empty-object-200', 'unexpected_answer'],
    ['empty-object-500', 'unavailable'],
  ])('is never unknown because of %s', async (kind, expected) => {
    await control.setFaults({ kind });
    expect(await failureOf(geo.findCepAtBrasilapi('01001000'))).toMatchObject({ kind: expected });
  });
});

describe('an address at Nominatim', () => {
  test('is found with scope, bairro and CEP', async () => {
    const asked = { street: 'Rua das Acácias', city: 'São José do Rio Preto', state: 'São Paulo' };
    const [place] = await geo.searchAddress(asked);
    expect(place).toMatchObject({
      ...{ scope: 'street', road: 'Rua das Acácias', city: 'São José do Rio Preto', uf: 'SP' },
      ...{ postcode: '15085480', osmRef: expect.stringMatching(/^way\/\d+$/) },
    });
    expect(place?.coordinates.latitude).toBeCloseTo(-20.82, 1);
  });

  test('that nobody knows is an empty list', async () => {
    const asked = { street: 'Rua que não existe', city: 'São José do Rio Preto', state: 'SP' };
    expect(await geo.searchAddress(asked)).toEqual([]);
  });

  test('is asked for under our own name, with an address to write to', async () => {
    await geo.searchAddress({ city: 'Goioerê', state: 'Paraná' });
    const { requests } = (await control.get('requests')) as {
      requests: { userAgent: string; path: string }[];
    };
    expect(requests[0]?.userAgent).toMatch(/^Ponte\//);
    expect(requests[0]?.path).toContain('countrycodes=br');
    expect(requests[0]?.path).toContain('email=it%40example.test');
    expect(requests[0]?.path).not.toContain('postalcode');
  });
});

describe('a link', () => {
  const PIN = { latitude: -20.8197, longitude: -49.3794 };

  test.each([
    ['abc123', { state: 'found', kind: 'pin', coordinates: PIN, hops: 1 }],
    ['moved', { state: 'found', kind: 'pin', coordinates: PIN, hops: 2 }],
    ['view', { state: 'found', kind: 'view', coordinates: PIN, hops: 1 }],
    ['consent', { state: 'found', kind: 'pin', coordinates: PIN, hops: 1 }],
    ['hops-5', { state: 'found', kind: 'pin', coordinates: PIN, hops: 5 }],
    ['hops-6', { state: 'refused', reason: 'too-many-hops' }],
    ['loop', { state: 'refused', reason: 'too-many-hops' }],
    ['loop-whole', { state: 'refused', reason: 'too-many-hops' }],
    ['zero', { state: 'implausible', hops: 1 }],
    ['abroad', { state: 'implausible', hops: 1 }],
    ['words', { state: 'no-coordinates', hops: 1 }],
    ['dead', { state: 'no-coordinates', hops: 1 }],
    ['page', { state: 'no-coordinates', hops: 1 }],
    ['no-location', { state: 'no-coordinates', hops: 1 }],
    ['not-an-address', { state: 'no-coordinates', hops: 1 }],
    ['private', { state: 'refused', reason: 'host-not-allowed' }],
    ['private-https', { state: 'refused', reason: 'host-not-allowed' }],
    ['localhost', { state: 'refused', reason: 'host-not-allowed' }],
    ['another-host', { state: 'refused', reason: 'host-not-allowed' }],
    ['almost-google', { state: 'refused', reason: 'host-not-allowed' }],
    ['file', { state: 'refused', reason: 'host-not-allowed' }],
  ])('%s', async (code, expected) => {
    expect(await geo.followMapsLink(`https://maps.app.goo.gl/${code}`)).toMatchObject(expected);
  });

  test('of the older host is followed too', async () => {
    expect(await geo.followMapsLink('https://goo.gl/maps/abc123')).toMatchObject({ kind: 'pin' });
  });

  test.each([
    ['https://www.google.com/maps?q=-20.8197,-49.3794', { state: 'found', hops: 0 }],
    ['https://maps.example.test/x', { state: 'refused', reason: 'host-not-allowed' }],
    ['perto da praça', { state: 'refused', reason: 'not-a-link' }],
  ])('%s is not asked for', async (link, expected) => {
    expect(await geo.followMapsLink(link)).toMatchObject(expected);
    expect(await countRequests()).toBe(0);
  });

  test('that does not answer is a timeout', async () => {
    await control.setFaults({ kind: 'hang' });
    const hasty = build({ http: { timeoutMs: SHORT_TIMEOUT_MS, patienceMs: TEST_PATIENCE_MS } });
    const error = await failureOf(hasty.followMapsLink('https://maps.app.goo.gl/abc123'));
    expect(error).toMatchObject({ kind: 'timeout', operation: 'followMapsLink' });
  });
});

describe('trouble', () => {
  const asks = {
    viacep: () => geo.findCepAtViacep('01001000'),
    brasilapi: () => geo.findCepAtBrasilapi('01001000'),
    nominatim: () => geo.searchAddress({ city: 'São Paulo', state: 'SP' }),
    maps: () => geo.followMapsLink('https://maps.app.goo.gl/abc123'),
  };

  test.each(
    (['viacep', 'brasilapi', 'nominatim'] as const).flatMap((provider) => [
      [provider, 'error-503', 'unavailable'] as const,
      [provider, 'html-200', 'unexpected_answer'] as const,
      [provider, 'empty-200', 'unexpected_answer'] as const,
      [provider, 'truncated-json', 'unexpected_answer'] as const,
      [provider, 'reset', 'unavailable'] as const,
      [provider, 'too-many-requests', 'rate_limited'] as const,
      [provider, 'blocked', 'rate_limited'] as const,
    ]),
  )('of %s: %s is %s', async (provider, kind, expected) => {
    await control.setFaults({ kind });
    const error = await failureOf(asks[provider]());
    expect(error).toMatchObject({ vendor: 'geo', account: provider, kind: expected });
  });

  test.each([
    ['error-503', 'unavailable'],
    ['reset', 'unavailable'],
    ['too-many-requests', 'rate_limited'],
  ])('of maps: %s is %s', async (kind, expected) => {
    await control.setFaults({ kind });
    expect(await failureOf(asks.maps())).toMatchObject({ account: 'maps', kind: expected });
  });

  test('of one provider does not touch the others', async () => {
    await control.setFaults({ kind: 'too-many-requests', match: { method: 'nominatim *' } });
    await failureOf(asks.nominatim());
    expect(await asks.viacep()).toMatchObject({ state: 'found' });
  });
});

describe('answers', () => {
  test('are asked for once by however many want them at the same time', async () => {
    await Promise.all(Array.from({ length: 9 }, () => geo.findCepAtViacep('01001-000')));
    expect(await countRequests()).toBe(1);
  });

  test('are kept, good ones and empty ones, and no key says what was asked', async () => {
    const kept = new Map<string, { text: string; at: Date }>();
    const cache: GeoCache = {
      read: async (key) => kept.get(key),
      write: async (key, entry) => void kept.set(key, entry),
    };
    const ask = async () => {
      const client = build({ cache });
      return [
        await client.findCepAtViacep('01001000'),
        await client.findCepAtViacep('54580000'),
        await client.findCepAtBrasilapi('20751120'),
        await client.searchAddress({ city: 'Goioerê', state: 'PR' }),
        await client.followMapsLink('https://maps.app.goo.gl/abc123'),
      ];
    };
    const first = await ask();
    const requests = await countRequests();
    expect(await ask()).toEqual(first);
    expect(await countRequests()).toBe(requests);
    expect([...kept.keys()].join()).not.toMatch(/01001000|Goioer|abc123/);
    for (const [key, { text }] of kept) kept.set(key, { text, at: new Date(clock.nowMs() - 2e8) });
    await build({ cache }).findCepAtViacep('54580000');
    expect(await countRequests()).toBe(Number(requests) + 1);
  });

  test('are asked for again when somebody wants them fresh, or the cache is of no use', async () => {
    const broken: GeoCache = {
      read: () => Promise.reject(new Error('away')),
      write: () => Promise.reject(new Error('away')),
    };
    const odd: GeoCache = {
      read: async () => ({ text: '{"state":"found"}', at: clock.now() }),
      write: async () => undefined,
    };
    for (const cache of [broken, odd]) {
      expect(await build({ cache }).findCepAtViacep('01001000')).toMatchObject({ state: 'found' });
    }
    await geo.findCepAtViacep('01001000', { fresh: true });
    expect(await countRequests()).toBe(3);
  });
});

test('one request a second and provider: nobody is blocked, nobody is refused', async () => {
  await control.reset();
  const ceps = ['01001000', '05010000', '15085480', '20751120', '23591240', '39404006'];
  await Promise.all(
    ceps.flatMap((cep) => [
      geo.findCepAtViacep(cep),
      geo.findCepAtBrasilapi(cep),
      geo.searchAddress({ street: cep, city: 'São Paulo', state: 'SP' }),
    ]),
  );
  const { limitRefusals } = await control.get('counters');
  expect(Object.values(limitRefusals as object)).toEqual([0, 0, 0, 0]);
});

test('addresses appear nowhere', async () => {
  const errors: unknown[] = [];
  for (const kind of ['internal-error', 'html-200', 'reset', 'blocked']) {
    await control.setFaults({ kind });
    const client = build();
    errors.push(
      await failureOf(
        client.searchAddress({ street: 'Rua Secreta 9', city: 'Goioerê', state: 'PR' }),
      ),
      await failureOf(client.findCepAtViacep('15085480')),
      await failureOf(client.findCepAtBrasilapi('15085480')),
    );
  }
  const seen = `${inspect(errors, { depth: 9 })} ${log.lines.join('\n')} ${JSON.stringify(reports)}`;
  expect(seen).not.toMatch(/Secreta|Goioer|15085480|it@example|abc123/);
});
