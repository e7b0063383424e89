import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Json } from '../json.ts';
import { startIsalesFake, type IsalesFake } from './server.ts';

interface CardShown {
  id: number;
  clienteId: number;
  colunaId: number;
  case: string;
}

let fake: IsalesFake;
beforeAll(async () => {
  fake = await startIsalesFake({ time: { scale: 1, originMs: Date.now() } });
});
beforeEach(() => control('/reset', { seed: 1, scenario: 'small' }));
afterAll(() => fake.stop());

async function control<T = Record<string, Json>>(path: string, body?: Json): Promise<T> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${fake.control}${path}`, init);
  if (response.status !== 200) throw new Error(await response.text());
  return (await response.json()) as T;
}

const act = (body: Json): Promise<Record<string, Json>> => control('/act', body);
const cardsOf = async (query: string): Promise<CardShown[]> =>
  (await control<{ cards: CardShown[] }>(`/state?${query}`)).cards;

async function get(path: string, query: Record<string, string | number> = {}, init?: RequestInit) {
  const all = new URLSearchParams({ api_token: fake.apiToken });
  for (const [name, value] of Object.entries(query)) all.set(name, String(value));
  const response = await fetch(`${fake.url}/api/${path}?${all}`, { redirect: 'manual', ...init });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function read<T = Record<string, Json>>(path: string, query = {}): Promise<T> {
  return JSON.parse((await get(path, query)).text) as T;
}

type Row = Record<string, Json> & { cliente_id: number; coluna_id: number };
const board = async (query: Record<string, string> = {}): Promise<Row[]> =>
  (await read<{ funil_clientes: Row[] }>('funil-clientes', { funil_id: fake.funilId, ...query }))
    .funil_clientes;
const client = async (id: number): Promise<Record<string, Json>> =>
  (await read<{ clientes: Record<string, Json> }>('clientes', { cliente_id: id })).clientes;
const firstOf = async (name: string): Promise<CardShown> => {
  const [card] = await cardsOf(`case=${name}`);
  if (!card) throw new Error(`no card of the case ${name}`);
  return card;
};

describe('the four reads answer, to the byte,', () => {
  it.each([
    [
      'funil-clientes',
      { funil_id: 2666, desde: '2026-03-02', ate: '2026-03-02' },
      '{"funil_clientes":[{"id":991001,"funil_id":2666,"coluna_id":17840,"cliente_id":501,"movido_em":"2026-03-02 14:07:11","cliente":{"id":501,"nome":"Marina Prado Lemos","vendedor":"Davi"}}]}',
    ],
    [
      'clientes',
      { cliente_id: 501 },
      String.raw`{"clientes":{"nome":"Marina Prado Lemos","cpf":"529.982.247-25","email":"marina@example.test","telefone":"(16) 98888-1234","telefone_secundario":null,"cep":"15085-480","logradouro":"Rua das Ac\u00e1cias","numero":"383","complemento":"","bairro":"Centro","cidade":"S\u00e3o Jos\u00e9 do Rio Preto","estado":"SP","link_localizacao":"https:\/\/maps.app.goo.gl\/abc123","data_fechamento":"2026-03-01 10:00:00"}}`,
    ],
    [
      'propostas',
      { cliente_id: 501 },
      String.raw`{"propostas":{"mod_descricao":"12x M\u00f3dulo 550W","inv_descricao":"1x Inversor 6kW","inv2_descricao":null,"inv3_descricao":null,"valor_final":"28500.00"}}`,
    ],
    [
      'campo-customizado',
      { cliente_id: 501 },
      String.raw`{"clientes":{"VALOR DO SEGURO":"450,00","FORMA DE PAGAMENTO":["FINANCIAMENTO"],"Forma de Pagamento":"PIX","FINANCIAMENTO NO NOME DE (somente se a FORMA DE PAGMENTO for FINANCIAMENTO)":"Marina Prado Lemos","DETALHAMENTO DO PAGAMENTO":"entrada de 10%","OBSERVA\u00c7\u00d5ES":"telhado novo","ACESSO AO LOCAL (marcar todas as op\u00e7\u00f5es aplic\u00e1veis)":["Port\u00e3o","C\u00e3o bravo"]}}`,
    ],
  ])('%s', async (path, query, bytes) => {
    const answer = await get(path, query);
    expect([answer.status, answer.text]).toEqual([200, bytes]);
    expect(answer.headers.get('content-type')).toBe('application/json');
  });

  it('and write an empty object as an empty list', async () => {
    const { clienteId } = await firstOf('empty-client');
    const texts = ['clientes', 'propostas', 'campo-customizado'].map(
      async (path) => (await get(path, { cliente_id: clienteId })).text,
    );
    const [cliente, proposta, custom] = await Promise.all(texts);
    expect(cliente).toBe('{"clientes":[]}');
    expect(proposta).toBe('{"propostas":[]}');
    expect(custom).toBe('{"clientes":[]}');
  });

  it('and the same for a client that is not there, or 404 when so set', async () => {
    expect((await get('propostas', { cliente_id: 9 })).text).toBe('{"propostas":[]}');
    await act({ do: 'set-missing-client', answer: '404' });
    expect((await get('propostas', { cliente_id: 9 })).status).toBe(404);
  });
});

describe('a request is refused', () => {
  it.each(['', 'nonsense'])('with 401 for the token "%s"', async (token) => {
    const answer = await get('clientes', { cliente_id: 501, api_token: token });
    expect([answer.status, answer.text]).toEqual([401, '{"message":"Unauthenticated."}']);
  });
  it('with 401 once the token was changed', async () => {
    await act({ do: 'set-token', token: 'another' });
    expect((await get('clientes', { cliente_id: 501 })).status).toBe(401);
    await act({ do: 'set-token', token: fake.apiToken });
  });
  it('with 422 without its parameter', async () => {
    expect((await get('clientes')).status).toBe(422);
    expect((await get('funil-clientes')).status).toBe(422);
    expect((await get('funil-clientes', { funil_id: 2666, desde: '2026-02-31' })).status).toBe(422);
  });
  it('with 405 for another verb and 404 for another path', async () => {
    expect((await get('clientes', { cliente_id: 501 }, { method: 'POST' })).status).toBe(405);
    expect((await get('kanban')).status).toBe(404);
  });
  it('with 429 and Retry-After beyond a limit, until the minute is over', async () => {
    await act({ do: 'set-rate-limit', perMinute: 2 });
    await get('clientes', { cliente_id: 501 });
    await get('clientes', { cliente_id: 501 });
    const refused = await get('clientes', { cliente_id: 501 });
    expect([refused.status, refused.text]).toEqual([429, '{"message":"Too Many Attempts."}']);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(50);
    await control('/clock', { advanceMs: seconds * 1_000 });
    expect((await get('clientes', { cliente_id: 501 })).status).toBe(200);
  });
});

describe('the window', () => {
  it('looks at the day of creation, or of the last move when so set', async () => {
    await act({ do: 'move-card', id: 991001, column: 20363 });
    const ids = async (): Promise<Json[]> => (await board({ desde: '2026-03-10' })).map(toId);
    expect(await ids()).not.toContain(991001);
    await act({ do: 'set-window', by: 'move' });
    expect(await ids()).toContain(991001);
  });
  it('includes both days in local time', async () => {
    // 23:30 of the 1st of April in São Paulo is the 2nd in UTC.
    await control('/reset', { scenario: 'empty' });
    const { now } = await control<{ now: string }>('/state');
    await control('/clock', { advanceMs: Date.parse('2040-04-02T02:30:00Z') - Date.parse(now) });
    await act({ do: 'create-card' });
    expect(await board({ desde: '2040-04-01', ate: '2040-04-01' })).toHaveLength(1);
    expect(await board({ desde: '2040-04-02' })).toHaveLength(0);
  });
  it('is open without dates, and another funnel is empty', async () => {
    expect(await board()).toHaveLength(66);
    expect(await board({ funil_id: '1' })).toEqual([]);
  });
});

const toId = (row: Row): Json => row['id'] ?? null;

describe('rows of the board', () => {
  it('can carry only what is certain, with ids as texts', async () => {
    await act({ do: 'set-row-fields', fields: 'certain' });
    await act({ do: 'set-id-form', form: 'text' });
    const [row] = await board({ desde: '2026-03-02' });
    expect(row).toEqual({ coluna_id: '17840', cliente_id: '501', cliente: { vendedor: 'Davi' } });
  });
});

describe('a person', () => {
  it('creates a card, and one more of the same client', async () => {
    const made = await act({
      ...{ do: 'create-card', column: 20024, vendedor: 'Davi' },
      ...{ cliente: { nome: 'Teste', cpf: null }, proposta: { valor_final: '1,00' } },
    });
    const again = await act({ do: 'create-card', clienteId: made['clienteId'] ?? null });
    expect(again['clienteId']).toBe(made['clienteId']);
    expect(again['id']).not.toBe(made['id']);
    expect(await client(Number(made['clienteId']))).toMatchObject({ nome: 'Teste', cpf: null });
    const rows = (await board()).filter(({ cliente_id }) => cliente_id === made['clienteId']);
    expect(rows.map(({ coluna_id }) => coluna_id)).toEqual([20024, 17840]);
  });
  it('moves a card to any column and leaves no trace of the old one', async () => {
    await act({ do: 'move-card', id: 991001, column: 18120 });
    const row = (await board()).find((each) => each['id'] === 991001);
    expect(row?.coluna_id).toBe(18120);
    expect(JSON.stringify(row)).not.toContain('17840');
  });
  it('edits fields, takes some away, and empties a read', async () => {
    await act({
      ...{ do: 'edit-card', id: 991001, vendedor: 'Renata' },
      ...{ cliente: { telefone: '1633331234' }, proposta: null },
      custom: { 'LABEL NOVO': ['a'] },
      drop: ['cliente.email', 'custom.OBSERVAÇÕES'],
    });
    const shown = await client(501);
    expect(shown['telefone']).toBe('1633331234');
    expect(shown).not.toHaveProperty('email');
    expect((await get('propostas', { cliente_id: 501 })).text).toBe('{"propostas":[]}');
    const custom = (await get('campo-customizado', { cliente_id: 501 })).text;
    expect(custom).toContain('"LABEL NOVO":["a"]');
    expect(custom).not.toContain('telhado novo');
  });
  it('deletes a card, and its client only when told to', async () => {
    await act({ do: 'delete-card', id: 991001 });
    expect((await board()).map(toId)).not.toContain(991001);
    expect(await client(501)).toMatchObject({ nome: 'Marina Prado Lemos' });
    await act({ do: 'delete-card', id: 991002, client: true });
    expect((await get('clientes', { cliente_id: 502 })).text).toBe('{"clientes":[]}');
  });
  it('moves a card between the read of the board and those of its details', async () => {
    await act({
      ...{ do: 'arm', on: 'propostas', clienteId: 501 },
      act: { do: 'move-card', id: 991001, column: 20363 },
    });
    const column = async (): Promise<number | undefined> =>
      (await board()).find((each) => each['id'] === 991001)?.coluna_id;
    expect(await column()).toBe(17840);
    await client(501);
    await get('propostas', { cliente_id: 502 });
    expect(await column()).toBe(17840);
    await get('propostas', { cliente_id: 501 });
    expect(await column()).toBe(20363);
    await act({ do: 'move-card', id: 991001, column: 17840 });
    await get('propostas', { cliente_id: 501 });
    expect(await column()).toBe(17840);
  });
  it('changes a card behind the back of the answer', async () => {
    const edit = { do: 'edit-card', id: 991001, cliente: { nome: 'Depois' } };
    await act({ do: 'arm', on: 'clientes', when: 'after', act: edit });
    expect((await client(501))['nome']).toBe('Marina Prado Lemos');
    expect((await client(501))['nome']).toBe('Depois');
  });
  it('is told what a misspelt act should have been', async () => {
    await expect(act({ do: 'move' })).rejects.toThrow('create-card, move-card');
    await expect(act({ do: 'move-card', id: 1, column: 2 })).rejects.toThrow('no card 1');
    await expect(act({ do: 'move-card', clienteId: 508, column: 2 })).rejects.toThrow('2 cards');
    await expect(act({ do: 'arm', act: { do: 'arm' } })).rejects.toThrow('one of these verbs');
    await expect(act({ do: 'edit-card', id: 991001, drop: ['nome'] })).rejects.toThrow(
      'fields that are there',
    );
  });
});

describe('a scenario', () => {
  it('gives the same bytes for the same seed, and other bytes for another', async () => {
    const bytes = async (seed: number): Promise<string> => {
      await control('/reset', { seed, scenario: { name: 'board', cards: 90 } });
      const cards = await cardsOf('details=1');
      return `${(await get('funil-clientes', { funil_id: 2666 })).text}${JSON.stringify(cards)}`;
    };
    const first = await bytes(7);
    expect(await bytes(7)).toBe(first);
    expect(await bytes(8)).not.toBe(first);
  });
  it('of N cards has N, each with a document of its own beyond the awkward ones', async () => {
    await control('/reset', { scenario: { cards: 500, awkward: false } });
    const cards = await control<{ cards: { cliente: { cpf: string } }[] }>('/state?details=1');
    const documents = cards.cards.map(({ cliente }) => cliente.cpf.replaceAll(/[^0-9A-Z]/g, ''));
    expect(new Set(documents).size).toBe(500);
    for (const cnpj of documents) expect(cnpj).toMatch(/^[A-Z0-9]{12}\d\d$/);
  });
  it('small contains one person twice, a client with two cards, and a cancellation first', async () => {
    const twice = await cardsOf('case=same-person&details=1');
    expect(twice.map(({ clienteId }) => clienteId)).toEqual([506, 507]);
    const twoCards = await cardsOf('case=two-cards');
    expect(new Set(twoCards.map(({ clienteId }) => clienteId)).size).toBe(1);
    expect(await firstOf('cancelled-first')).toMatchObject({ colunaId: 20363 });
  });
  it('that makes no sense is refused with what there is', async () => {
    await expect(control('/reset', { scenario: 'huge' })).rejects.toThrow('small, board');
    await expect(control('/reset', { scenario: { cards: -1 } })).rejects.toThrow('between 0');
  });
});

describe('faults', () => {
  const fault = (kind: string, more: Record<string, Json> = {}): Promise<unknown> =>
    control('/faults', [{ kind, count: 1, match: { method: 'clientes' }, ...more }]);
  const get501 = (init?: RequestInit) => get('clientes', { cliente_id: 501 }, init);

  it.each([
    ['too-many-requests', 429, '{"message":"Too Many Attempts."}'],
    ['unauthorized', 401, '{"message":"Unauthenticated."}'],
    ['internal-error', 500, '{"message":"Server Error"}'],
    ['empty-list', 200, '{"clientes":[]}'],
    ['empty-200', 200, ''],
  ])('%s answers %i once, then the board is well again', async (kind, status, body) => {
    await fault(kind);
    const answer = await get501();
    expect([answer.status, answer.text]).toEqual([status, body]);
    expect((await get501()).text).toContain('Marina');
  });
  it('too-many-requests says how long to wait, or nothing', async () => {
    await fault('too-many-requests', { retryAfter: 33 });
    expect((await get501()).headers.get('retry-after')).toBe('33');
    await fault('too-many-requests', { retryAfter: null });
    expect((await get501()).headers.get('retry-after')).toBeNull();
  });
  it.each([
    ['html-200', 200],
    ['error-502', 502],
    ['error-503', 503],
    ['redirect', 302],
  ])('%s is a page with status %i', async (kind, status) => {
    await fault(kind);
    const answer = await get501();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      ...[status, 'text/html; charset=UTF-8'],
    ]);
  });
  it('truncated-json ends in the middle although the answer is whole on the wire', async () => {
    await fault('truncated-json');
    const { status, text } = await get501();
    expect(status).toBe(200);
    expect(text).toMatch(/^\{"clientes":\{"nome":"Marina/);
    expect(() => JSON.parse(text) as Json).toThrow();
  });
  it.each(['reset', 'cut-body'])('%s breaks the connection', async (kind) => {
    await fault(kind);
    await expect(get501()).rejects.toThrow();
    expect((await get501()).status).toBe(200);
  });
  it('hang never answers', async () => {
    await fault('hang');
    await expect(get501({ signal: AbortSignal.timeout(200) })).rejects.toThrow();
  });
  it('delay answers when its virtual time has come', async () => {
    await fault('delay', { ms: 3_600_000 });
    const late = get501();
    await vi.waitFor(async () => {
      expect(await control('/counters')).toMatchObject({ faultsByKind: { delay: 1 } });
    }, 180_000);
    await control('/clock', { advanceMs: 3_600_000 });
    expect((await late).status).toBe(200);
  });
  it('strike one client alone, for as long as they are set', async () => {
    await control('/faults', [{ kind: 'internal-error', match: { id: 501 } }]);
    for (const path of ['clientes', 'propostas']) {
      expect((await get(path, { cliente_id: 501 })).status).toBe(500);
      expect((await get(path, { cliente_id: 502 })).status).toBe(200);
    }
  });
  it('can stand in one record: an answer that is spoilt until it is healed', async () => {
    await act({ do: 'spoil-card', id: 991001, read: 'propostas', body: { propostas: [[1], {}] } });
    await act({ do: 'spoil-card', id: 991001, read: 'clientes', body: '<b>erro' });
    expect((await get('propostas', { cliente_id: 501 })).text).toBe('{"propostas":[[1],{}]}');
    expect((await get501()).text).toBe('<b>erro');
    await act({ do: 'heal-card', id: 991001 });
    expect((await get501()).text).toContain('Marina');
  });
});

describe('the journal', () => {
  it('shows what was asked and answered, and never a token', async () => {
    await get('clientes', { cliente_id: 501 });
    await get('clientes', { cliente_id: 501, api_token: 'someone-elses' });
    await fetch(`${fake.url}/api/clientes?cliente_id=501`, {
      headers: { authorization: `Bearer ${fake.apiToken}` },
    });
    await fetch(`${fake.url}/api/${fake.apiToken}?x=%E0%A4%A&api_token=${fake.apiToken}`);
    const shown = await control<{ total: number; requests: Record<string, Json>[] }>('/requests');
    expect(shown.requests.map(({ key, status }) => [key, status])).toEqual([
      ...[['right', 200] as const, ['wrong', 401] as const],
      ...[['right', 200] as const, ['right', 404] as const],
    ]);
    expect(shown.requests[0]).toMatchObject({
      ...{ verb: 'GET', method: 'clientes', clienteId: 501, fault: null },
      path: '/api/clientes?api_token=[masked]&cliente_id=501',
    });
    const text = JSON.stringify(shown);
    expect(text).not.toContain(fake.apiToken);
    expect(text).not.toContain('someone-elses');
  });
  it('counts by read, and is emptied by a reset', async () => {
    await board();
    await client(501);
    await client(502);
    expect(await control('/counters')).toMatchObject({
      requests: 3,
      requestsByMethod: { 'funil-clientes': 1, clientes: 2 },
    });
    expect(await control('/deliveries')).toEqual({ pending: 0, deliveries: [] });
    await control('/reset', {});
    expect(await control('/requests')).toEqual({ total: 0, requests: [] });
  });
});
