import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { plainPlaces } from '../brazil/places.ts';
import type { Json } from '../json.ts';
import { startIsalesFake } from '../isales/server.ts';
import { startGeoFake, type GeoFake } from './server.ts';

const ourAgent = 'ponte-sandbox/1.0 (ops@example.test)';
let fake: GeoFake;
beforeAll(async () => {
  fake = await startGeoFake({ time: { scale: 1, originMs: Date.now() } });
});
beforeEach(() => control('/reset', { seed: 1 }));
afterAll(() => fake.stop());

async function control<T = Record<string, Json>>(path: string, body?: Json): Promise<T> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${fake.control}${path}`, init);
  if (response.status !== 200) throw new Error(await response.text());
  return (await response.json()) as T;
}
const act = (body: Json): Promise<Record<string, Json>> => control('/act', body);

async function get(url: string, init: RequestInit = {}) {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const { status, headers } = response;
  return { status, headers, text: await response.text(), location: headers.get('location') };
}
const viacep = (cep: string) => get(`${fake.viacepUrl}/ws/${cep}/json/`);
const brasilapi = (cep: string) => get(`${fake.brasilapiUrl}/api/cep/v2/${cep}`);
const link = (code: string, init?: RequestInit) => get(`${fake.mapsUrl}/${code}`, init);

interface Result extends Record<string, Json> {
  lat: string;
  lon: string;
  place_rank: number;
  address: Record<string, string>;
}

async function search(query: Record<string, string>, agent = ourAgent) {
  await control('/clock', { advanceMs: 1_000 });
  const all = new URLSearchParams({ format: 'jsonv2', addressdetails: '1', ...query });
  return get(`${fake.nominatimUrl}/search?${all}`, { headers: { 'user-agent': agent } });
}
const find = async (query: Record<string, string>): Promise<Result[]> =>
  JSON.parse((await search(query)).text) as Result[];

describe('ViaCEP', () => {
  it('answers a street, indented as it does', async () => {
    const answer = await viacep('01001000');
    expect([answer.status, answer.text]).toEqual([
      200,
      '{\n  "cep": "01001-000",\n  "logradouro": "Praça da Sé",\n  "complemento": "lado ímpar",\n  "unidade": "",\n  "bairro": "Sé",\n  "localidade": "São Paulo",\n  "uf": "SP",\n  "estado": "São Paulo",\n  "regiao": "Sudeste",\n  "ibge": "3550308",\n  "gia": "1004",\n  "ddd": "11",\n  "siafi": "7107"\n}',
    ]);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });
  it.each([
    ['05010000', { logradouro: 'Rua Caiubi', bairro: 'Perdizes', localidade: 'São Paulo' }],
    ['15085480', { logradouro: 'Rua das Acácias', localidade: 'São José do Rio Preto', uf: 'SP' }],
    ['87360000', { logradouro: '', bairro: '', localidade: 'Goioerê', ibge: '4108601' }],
    ['20751120', { logradouro: 'Rua Marcolino', bairro: 'Piedade' }],
    ['23591240', { logradouro: 'Rua Marcolino', bairro: 'Santa Cruz' }],
    ['39404006', { logradouro: 'Avenida Osmani Barbosa', complemento: 'até 1715 - lado ímpar' }],
  ])('knows %s', async (cep, record) => {
    expect(JSON.parse((await viacep(cep)).text)).toMatchObject(record);
  });
  it.each(['99999999', '54580000'])('says erro with 200 for %s', async (cep) => {
    const answer = await viacep(cep);
    expect([answer.status, answer.text]).toEqual([200, '{\n  "erro": "true"\n}']);
  });
  it('said it as a boolean once', async () => {
    await act({ do: 'set-viacep-erro', form: 'boolean' });
    expect((await viacep('99999999')).text).toBe('{\n  "erro": true\n}');
  });
  it.each(['0123', '01001-000', '0100100A', '010010000'])('refuses %s with a page', async (cep) => {
    const answer = await viacep(cep);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      ...[400, 'text/html; charset=UTF-8'],
    ]);
  });
  it('keeps out whoever asks too fast, for an hour', async () => {
    await act({ do: 'set-limit', vendor: 'viacep', perSecond: 1, burst: 2 });
    const statuses = [];
    for (let each = 0; each < 3; each += 1) statuses.push((await viacep('01001000')).status);
    expect(statuses).toEqual([200, 200, 403]);
    await control('/clock', { advanceMs: 3_000_000 });
    expect((await viacep('01001000')).status).toBe(403);
    await control('/clock', { advanceMs: 600_000 });
    expect((await viacep('01001000')).status).toBe(200);
  });
});

describe('BrasilAPI', () => {
  it('answers a street with coordinates as texts', async () => {
    const answer = await brasilapi('15085480');
    expect([answer.status, answer.text]).toEqual([
      200,
      '{"cep":"15085480","state":"SP","city":"São José do Rio Preto","neighborhood":"Centro","street":"Rua das Acácias","service":"open-cep","ibge":{"city":"3549805","state":"35"},"timezoneName":"America/Sao_Paulo","location":{"type":"Point","coordinates":{"longitude":"-49.3794","latitude":"-20.8197"}}}',
    ]);
    expect(answer.headers.get('cache-control')).toContain('s-maxage=86400');
  });
  it('has null for the street and the neighbourhood of a whole city', async () => {
    expect(JSON.parse((await brasilapi('87360-000')).text)).toMatchObject({
      ...{ street: null, neighborhood: null, city: 'Goioerê' },
      location: { coordinates: { latitude: '-24.1851885', longitude: '-53.0250623' } },
    });
  });
  it('tells two streets of one name apart, or confuses them when so set', async () => {
    const latitude = async (cep: string): Promise<string> =>
      /"latitude":"([^"]+)"/.exec((await brasilapi(cep)).text)?.[1] ?? '';
    expect(await latitude('20751120')).toBe('-22.883892');
    expect(await latitude('23591240')).toBe('-22.9320484');
    await act({ do: 'set-homonyms', confused: true });
    expect(await latitude('23591240')).toBe('-22.883892');
  });
  it.each([
    ['nulls', '"coordinates":{"longitude":null,"latitude":null}'],
    ['null', '"coordinates":null'],
    ['empty', '"coordinates":{}'],
  ])('finds no coordinates for a street with a suffix: %s', async (form, words) => {
    await act({ do: 'set-unknown-coordinates', form });
    const { text } = await brasilapi('39404006');
    expect(text).toContain('"street":"Avenida Osmani Barbosa - até 1715 - lado ímpar"');
    expect(text).toContain(words);
  });
  it('refuses a CEP of another length and one that nobody knows', async () => {
    const short = await brasilapi('0123');
    expect([short.status, short.text]).toEqual([
      400,
      '{"name":"CepPromiseError","message":"CEP deve conter exatamente 8 caracteres.","type":"validation_error","errors":[{"message":"CEP informado possui menos do que 8 caracteres.","service":"cep_validation"}]}',
    ]);
    const unknown = await brasilapi('99999999');
    expect(unknown.status).toBe(404);
    expect(JSON.parse(unknown.text)).toMatchObject({
      name: 'CepPromiseError',
      message: 'Todos os serviços de CEP retornaram erro.',
      type: 'service_error',
    });
  });
  it('refuses abusers in plain text', async () => {
    await act({ do: 'set-limit', vendor: 'brasilapi', perSecond: 1 });
    await brasilapi('01001000');
    const refused = await brasilapi('01001000');
    expect([refused.status, refused.headers.get('content-type')]).toEqual([429, 'text/plain']);
  });
  it('can forget a CEP that ViaCEP still has', async () => {
    await act({ do: 'forget-cep', cep: '01001-000', vendors: ['brasilapi'] });
    expect((await brasilapi('01001000')).status).toBe(404);
    expect((await viacep('01001000')).text).toContain('Praça da Sé');
    await act({ do: 'recall-cep', cep: '01001000' });
    expect((await brasilapi('01001000')).status).toBe(200);
  });
});

describe('Nominatim', () => {
  const rioPreto = { city: 'São José do Rio Preto', state: 'SP', countrycodes: 'br' };

  it('answers a street in its own words', async () => {
    const { text } = await search({ street: 'Rua das Acácias', ...rioPreto });
    expect(text.replace(/"place_id":\d+/, '"place_id":1')).toBe(
      '[{"place_id":1,"licence":"Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright","osm_type":"way","osm_id":532596250,"lat":"-20.8197000","lon":"-49.3794000","category":"highway","type":"residential","place_rank":26,"importance":0.0534,"addresstype":"road","name":"Rua das Acácias","display_name":"Rua das Acácias, Centro, São José do Rio Preto, São Paulo, 15085-480, Brasil","address":{"road":"Rua das Acácias","suburb":"Centro","city":"São José do Rio Preto","state":"São Paulo","ISO3166-2-lvl4":"BR-SP","postcode":"15085-480","country":"Brasil","country_code":"br"},"boundingbox":["-20.8201000","-20.8193000","-49.3798000","-49.3790000"]}]',
    );
  });
  it('finds a house by its number, or its street when it has no houses', async () => {
    const [house] = await find({ street: '383 Rua das Acácias', ...rioPreto });
    expect(house).toMatchObject({ place_rank: 30, type: 'house', osm_type: 'node' });
    expect(house?.address['house_number']).toBe('383');
    const [street] = await find({ street: '120 R. Caiubi', city: 'sao paulo' });
    expect(street).toMatchObject({ place_rank: 26, name: 'Rua Caiubi' });
  });
  it('finds both streets of one name', async () => {
    const found = await find({ street: 'Rua Marcolino', city: 'Rio de Janeiro' });
    expect(found.map(({ lat, lon }) => [lat, lon])).toEqual([
      ['-22.8838920', '-43.3061123'],
      ['-22.9320484', '-43.6667168'],
    ]);
    expect(found.map(({ address }) => address['suburb'])).toEqual(['Piedade', 'Santa Cruz']);
  });
  it('does not find a street with a suffix, and finds it without', async () => {
    const city = 'Montes Claros';
    const suffixed = 'Avenida Osmani Barbosa - até 1715 - lado ímpar';
    expect(await find({ street: suffixed, city })).toEqual([]);
    expect(await find({ street: 's/n Avenida Osmani Barbosa', city })).toEqual([]);
    const [found] = await find({ street: 'Avenida Osmani Barbosa', city });
    expect(found?.address['municipality']).toBe(city);
  });
  it('is emptied by a postcode that the map does not carry', async () => {
    const street = 'Rua das Acácias';
    expect(await find({ street, ...rioPreto, postalcode: '15085-480' })).toHaveLength(1);
    expect(await find({ street, ...rioPreto, postalcode: '15085-481' })).toEqual([]);
  });
  it('answers a city with rank 16 and a postcode without anything of the map', async () => {
    const [city] = await find({ city: 'Goioerê', state: 'Paraná', country: 'Brasil' });
    expect(city).toMatchObject({ place_rank: 16, lat: '-24.1851885', lon: '-53.0250623' });
    expect(city?.address).toMatchObject({ town: 'Goioerê' });
    const [postcode] = await find({ postalcode: '15085-480' });
    expect(postcode).toMatchObject({ category: 'place', type: 'postcode' });
    expect(postcode).not.toHaveProperty('osm_id');
  });
  it('takes a free text', async () => {
    const [house] = await find({ q: 'Rua das Acácias 383, São José do Rio Preto, 15085-480' });
    expect(house).toMatchObject({ place_rank: 30 });
    expect(await find({ q: 'Campinas, SP' })).toMatchObject([{ place_rank: 16 }]);
    expect(await find({ q: 'Rua que não existe, Campinas' })).toEqual([]);
  });
  it('has nothing outside Brazil, and no shops', async () => {
    const street = { street: 'Rua das Acácias' };
    expect(await find({ ...street, countrycodes: 'pt' })).toEqual([]);
    expect(await find({ ...street, country: 'Portugal' })).toEqual([]);
    expect(await find({ ...street, layer: 'poi' })).toEqual([]);
  });
  it('calls the category a class in the older format, and shows no address unasked', async () => {
    const [street] = await find({ street: 'Rua Caiubi', format: 'json', addressdetails: '0' });
    expect(street).toMatchObject({ class: 'highway' });
    expect(street).not.toHaveProperty('category');
    expect(street).not.toHaveProperty('address');
  });
  it('gives at most forty results, and as many as were asked', async () => {
    const name = plainPlaces[0]?.street ?? '';
    expect((await find({ street: name })).length).toBeGreaterThan(2);
    expect(await find({ street: name, limit: '2' })).toHaveLength(2);
  });
  it.each([
    [{ q: 'Campinas', city: 'Campinas' }, "cannot be used together with 'q' parameter"],
    [{}, 'Nothing to search for.'],
    [{ q: 'Campinas', limit: 'x' }, "Parameter 'limit' must be a number."],
    [{ q: 'Campinas', format: 'csv' }, "Parameter 'format' must be one of"],
  ])('refuses %j', async (query, words) => {
    const answer = await search(query as Record<string, string>);
    expect(answer.status).toBe(400);
    const { error } = JSON.parse(answer.text) as { error: { code: number; message: string } };
    expect(error.code).toBe(400);
    expect(error.message).toContain(words);
  });
  it('sends who asks without a format to its web page', async () => {
    const answer = await search({ q: 'Campinas', format: '' });
    expect([answer.status, answer.location?.startsWith('/ui/search.html?')]).toEqual([302, true]);
  });
  it.each(['axios/1.13.2', 'node', 'python-requests/2.32', 'curl/8.9.1'])(
    'keeps %s out',
    async (agent) => {
      expect((await search({ q: 'Campinas' }, agent)).status).toBe(403);
    },
  );
  it('lets a library in that says by a Referer for whom it works', async () => {
    const url = `${fake.nominatimUrl}/search?format=jsonv2&q=Campinas`;
    await control('/clock', { advanceMs: 1_000 });
    const headers = { 'user-agent': 'node', referer: 'https://ponte.example.test/' };
    expect((await get(url, { headers })).status).toBe(200);
  });
  it('bears one request a second, for a long time too', async () => {
    const url = `${fake.nominatimUrl}/search?format=jsonv2&q=Campinas`;
    const ask = async (): Promise<number> =>
      (await get(url, { headers: { 'user-agent': ourAgent } })).status;
    await control('/clock', { advanceMs: 60_000 });
    expect([await ask(), await ask(), await ask()]).toEqual([200, 429, 429]);
    for (let each = 0; each < 5; each += 1) {
      await control('/clock', { advanceMs: 1_000 });
      expect(await ask()).toBe(200);
    }
    expect(await control('/counters')).toMatchObject({ limitRefusals: { nominatim: 2 } });
  });
});

describe('a short link', () => {
  const point = '-20.8197,-49.3794';

  it.each([
    ['abc123', `!3d-20.8197!4d-49.3794`],
    ['pin', `!3d-20.8197!4d-49.3794`],
    ['q', `https://www.google.com/maps?q=${point}&`],
    ['q-encoded', 'https://maps.google.com/maps?q=-20.8197%2C-49.3794&'],
    ['query', '/maps/search/?api=1&query=-20.8197%2C-49.3794'],
    ['ll', `https://maps.google.com/?ll=${point}&`],
    ['destination', `/maps/dir/?api=1&destination=${point}&`],
    ['daddr', '&daddr=-20.8197,+-49.3794'],
    ['search', '/maps/search/-20.8197,+-49.3794?'],
    ['place-path', `/maps/place/${point}`],
    ['view', `/maps/@${point},17z`],
    ['consent', '!3d-20.8197!4d-49.3794'],
    ['dms', '/maps/place/20%C2%B049%2710.9%22S+49%C2%B022%2745.8%22W/@'],
    ['no-coordinates', '/maps/place/Rua+das+Ac%C3%A1cias%2C+383?'],
    ['abroad', '!3d38.7077507!4d-9.1365919'],
    ['zero', '?q=0,0'],
    ['private', 'http://169.254.169.254/'],
    ['private-https', 'https://10.0.0.8/'],
    ['another-host', 'https://maps.example.test/'],
    ['insecure', 'http://www.google.com/'],
    ['file', 'file:///etc/hosts'],
  ])('%s points to %s', async (code, words) => {
    const answer = await link(code);
    expect(answer.status).toBe(302);
    const location = answer.location ?? '';
    expect(code === 'consent' ? decodeURIComponent(location) : location).toContain(words);
  });
  it('shows the middle of the view before the pin, and elsewhere', async () => {
    expect((await link('pin')).location).toContain('/@-20.8176,-49.3828,17z/data=');
  });
  it('answers HEAD, and 301 on the older host', async () => {
    const head = await link('abc123', { method: 'HEAD' });
    expect([head.status, head.text]).toEqual([302, '']);
    expect((await link('maps/abc123')).status).toBe(301);
    expect((await link('moved')).location).toBe('https://maps.app.goo.gl/abc123');
  });
  it('can go round, take many hops, or lead nowhere', async () => {
    const hops: (string | null)[] = [];
    let next = '/loop';
    for (let each = 0; each < 4; each += 1) {
      next = (await link(next.slice(1))).location ?? '';
      hops.push(next);
    }
    expect(hops).toEqual(['/loop-back', '/loop', '/loop-back', '/loop']);
    expect((await link('hops-6')).location).toBe('/hops-5');
    expect((await link('hops-1')).location).toContain('!3d-20.8197');
    expect((await link('dead')).status).toBe(404);
    expect((await link('nobody-made-this')).status).toBe(404);
    const statuses = ['page', 'no-location'].map(async (code) => {
      const { status, location } = await link(code);
      return [status, location];
    });
    expect(await Promise.all(statuses)).toEqual([
      [200, null],
      [302, null],
    ]);
  });
  it('can be slow', async () => {
    const slow = link('slow');
    await vi.waitFor(async () => {
      expect(await control('/counters')).toMatchObject({ requestsByVendor: { maps: 1 } });
    }, 180_000);
    const quick = await link('abc123');
    await control('/clock', { advanceMs: 30_000 });
    expect((await slow).location).toBe(quick.location);
  });
  it('can be added', async () => {
    await act({ do: 'add-link', code: 'home', location: 'https://www.google.com/maps?q=-1,-50' });
    expect((await link('home')).location).toBe('https://www.google.com/maps?q=-1,-50');
  });
});

describe('the cards of a board', () => {
  it('lie where the CEP services and the short links say', async () => {
    const isales = await startIsalesFake({ scenario: { cards: 120, awkward: false }, seed: 5 });
    const state = await fetch(`${isales.control}/state?details=1`);
    const { cards } = (await state.json()) as { cards: { cliente: Record<string, string> }[] };
    await isales.stop();
    for (const { cliente } of cards) {
      const cep = (cliente['cep'] ?? '').replace('-', '');
      expect(JSON.parse((await viacep(cep)).text)).toMatchObject({
        logradouro: cliente['logradouro'],
        localidade: cliente['cidade'],
        uf: cliente['estado'],
      });
      const short = cliente['link_localizacao'];
      if (!short) continue;
      const { status, location } = await link(short.replace('https://maps.app.goo.gl/', ''));
      expect([status, location]).toEqual([302, expect.stringMatching(/-\d+\.\d{3,}/)]);
    }
  });
  it('have coordinates by their address at one of the two that have any', async () => {
    for (const { cep, street, city } of plainPlaces) {
      const known = (await brasilapi(cep)).text.includes('"latitude":"-');
      if (!known) expect(await find({ street, city: city.name })).toHaveLength(1);
    }
  });
});

describe('faults', () => {
  it.each([
    ['too-many-requests', 429],
    ['blocked', 403],
    ['internal-error', 500],
    ['error-502', 502],
    ['error-503', 503],
    ['html-200', 200],
    ['redirect', 302],
  ])('%s answers %i once at the vendor that it is meant for', async (kind, status) => {
    await control('/faults', [{ kind, count: 1, match: { method: 'viacep *' } }]);
    expect((await brasilapi('01001000')).text).toContain('Praça da Sé');
    expect((await viacep('01001000')).status).toBe(status);
    expect((await viacep('01001000')).text).toContain('Praça da Sé');
  });
  it('can be what BrasilAPI has answered for a while', async () => {
    await control('/faults', [{ kind: 'empty-object-200', count: 1 }]);
    const empty = await brasilapi('01001000');
    expect([empty.status, empty.text]).toEqual([200, '{}']);
    await control('/faults', [{ kind: 'empty-object-500', count: 1 }]);
    const broken = await brasilapi('01001000');
    expect([broken.status, broken.text]).toEqual([500, '{}']);
  });
  it('can cut, reset and strike one CEP alone', async () => {
    await control('/faults', [{ kind: 'truncated-json', count: 1 }]);
    const cut = (await viacep('01001000')).text;
    expect(() => JSON.parse(cut) as Json).toThrow();
    await control('/faults', [{ kind: 'reset', match: { id: '05010000' } }]);
    await expect(viacep('05010000')).rejects.toThrow();
    await expect(brasilapi('05010-000')).rejects.toThrow();
    expect((await viacep('01001000')).status).toBe(200);
  });
});

describe('the control port', () => {
  it('shows requests by vendor, and forgets them at a reset', async () => {
    await viacep('01001000');
    await link('abc123');
    const shown = await control<{ requests: Json[] }>('/requests?method=maps *');
    expect(shown.requests).toMatchObject([{ method: 'maps link', path: '/abc123', status: 302 }]);
    expect(await control('/state')).toMatchObject({
      limits: { nominatim: { perSecond: 1, burst: 1 }, viacep: null },
      codes: expect.arrayContaining(['abc123', 'loop', 'hops-N']) as Json,
    });
    await control('/reset', {});
    expect(await control('/requests')).toEqual({ total: 0, requests: [] });
    expect(await control('/deliveries')).toEqual({ pending: 0, deliveries: [] });
  });
  it('says what it takes', async () => {
    await expect(act({ do: 'fly' })).rejects.toThrow('add-link');
    await expect(act({ do: 'set-limit', vendor: 'bing' })).rejects.toThrow('nominatim');
    await expect(control('/reset', { scenario: 'small' })).rejects.toThrow('one scenario');
  });
  it('gives the same bytes for the same seed', async () => {
    const bytes = async (): Promise<string> =>
      (await search({ q: 'Rua Caiubi' })).text + (await brasilapi('01001000')).text;
    const first = await bytes();
    await control('/reset', { seed: 1 });
    expect(await bytes()).toBe(first);
  });
});
