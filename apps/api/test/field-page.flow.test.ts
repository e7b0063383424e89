import { inTransaction } from '@ponte/db/client';
import { holdRecords } from '@ponte/db/held';
import { addMoves, saveSights, type MoveRow, type SightRow } from '@ponte/db/os';
import { createRunRecorder } from '@ponte/db/runs';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { setUpAdministrator, type Browsing } from './browse.ts';
import { startTestApi, type TestApi } from './start-test-api.ts';

const account = 'default';
const integration = 'isales-fieldcontrol';

let database: TestDatabase;
let api: TestApi;
let browser: Browsing;

beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
  const webhook = {
    FIELDCONTROL_WEBHOOK_USER: 'ponte',
    FIELDCONTROL_WEBHOOK_PASSWORD: 'a-long-invented-password',
  };
  api = await startTestApi(database.url, { env: { ...webhook, FIELDCONTROL_ACCOUNT_ID: '62489' } });
  browser = await setUpAdministrator(api);
});
afterAll(async () => {
  await api.close();
  await database.remove();
});

/** The card of the integration as its reader sees it. */
async function readCard(): Promise<string> {
  const page = await (await browser.get('/')).text();
  const card = page
    .split('<section class="card"')
    .find((part) => part.includes(`id="${integration}"`));
  return (card ?? '').replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
}

it('before the first run the integration has its name and says what to set', async () => {
  const card = await readCard();
  expect(card).toContain('iSales projects → FieldControl');
  expect(card).toContain('Nothing has run yet.');
  expect(card).toMatch(/ISALES_API_TOKEN .*FIELDCONTROL_API_KEY .*\/webhook\/fieldcontrol/);
});

it('once it runs, the board, the requests and the steps are shown', async () => {
  const { pool } = database;
  const now = new Date();
  const sight: SightRow = {
    ...{ isalesId: '501', quadroId: null, isalesClienteId: '501', colunaId: 17840 },
    ...{ tipoServico: 's', estadoAtual: 'ativo', vendedor: 'Davi' },
  };
  const move: MoveRow = {
    ...{ isalesId: '501', seq: 1, status: 'ativo', colunaId: 17840, colunaAnterior: null },
    ...{ tipoServico: 's', observacao: 'x', chave: 'isales:501:1', tipo: 'pedido' },
    ...{ estado: 'bloqueado', motivo: null, refEnvioId: null },
  };
  const runId = crypto.randomUUID();
  const detail = 'x';
  await inTransaction(pool, async (sql) => {
    await saveSights(sql, { account, at: now, sights: [sight] });
    await addMoves(sql, { account, runId, at: now, moves: [move] });
    await holdRecords(sql, [
      { integration, account, kind: 'sweep', key: 'sweep', reason: 'sweep-suspect', detail },
      { integration, account, kind: 'card', key: '501:cep_diverge', reason: 'cep_diverge', detail },
    ]);
  });
  await createRunRecorder(pool, { worker: 'test' }).finished({
    ...{ id: runId, job: `${integration}.poll-board`, integration, account, attempt: 1 },
    ...{ payload: { account }, queueJobId: 'q', keys: [], counts: { rows: 1 }, state: 'done' },
    ...{ reason: null, message: null, errorKind: null, errorCode: null, nextAt: null },
    ...{ startedAt: now, finishedAt: now },
  });
  const card = await readCard();
  expect(card).toContain('Cards followed 1 Gone from the board 0 Not read yet 1');
  expect(card).toContain('Cancellations delivered 0 Under way 0 Kept back 1');
  expect(card).toMatch(/poll done .* push never/);
  expect(card).toContain('1 record held: sweep suspect');
  expect(card).toContain('1 record held: the CEP, the address and the pin contradict each other');
});

it('what is held is headed by a sentence, with the word that programs use beside it', async () => {
  const page = (await (await browser.get('/held')).text()).replaceAll(/\s+/g, ' ');
  expect(page).toContain('<h2>The CEP, the address and the pin contradict each other</h2>');
  expect(page).toContain('<code>cep_diverge</code>');
  expect(page).toContain('<h2>Sweep suspect</h2>');
  const held = await (await browser.get('/api/held')).text();
  expect(held).toContain('"reason":"cep_diverge"');
});

it('refused webhooks name the settings of this vendor', async () => {
  const send = (password: string, body: object): Promise<Response> =>
    fetch(`${api.url}/webhook/fieldcontrol`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Authorization: `Basic ${btoa(`ponte:${password}`)}`,
        'X-FieldControl-Event': 'ticket-accepted',
        'X-FieldControl-Delivery': crypto.randomUUID(),
        'X-FieldControl-Account': '1',
      },
      body: JSON.stringify(body),
    });
  expect((await send('wrong', {})).status).toBe(401);
  expect((await send('a-long-invented-password', {})).status).toBe(403);
  const page = (await (await browser.get('/')).text()).replaceAll(/\s+/g, ' ');
  expect(page).toContain('of fieldcontrol refused: unproven event');
  expect(page).toContain('FIELDCONTROL_WEBHOOK_PASSWORD with the vendor’s page');
  expect(page).toContain('They name another account than FIELDCONTROL_ACCOUNT_ID.');
  expect(page).not.toContain('BITRIX24_APPLICATION_TOKEN with');
});
