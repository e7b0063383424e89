import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describedApi, type ApiAnswer, type AskApi } from '@ponte/api/testing';
import { createApiKey } from '@ponte/db/api-keys';
import { listAudit } from '@ponte/db/audit';
import { startLoad } from '@ponte/operations/loads';
import { bareEnv } from '@ponte/servers/child-process';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import {
  closeDeal,
  prepareDeal,
  readNumbers,
  readSales,
  startExchange,
  type Exchange,
} from './world/start-exchange.ts';

const GOODS = 20;
const ponteMain = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url));

let exchange: Exchange;
let ask: AskApi;
const keys = { operator: '', viewer: '' };

beforeAll(async () => {
  exchange = await startExchange({
    ...{ postgresUrl: inject('postgresUrl'), goods: GOODS, differEvery: 4 },
  });
  await exchange.link(Array.from({ length: GOODS }, (_, good) => good));
  for (const role of ['operator', 'viewer'] as const) {
    keys[role] = (await createApiKey(exchange.database.prisma, { name: role, role })).key;
  }
  ask = await describedApi(exchange.api.url, fetch);
  await exchange.startWorker().ready;
});
afterAll(() => exchange.end());

const post = (
  what: string,
  body: object = {},
  as: keyof typeof keys = 'operator',
): Promise<ApiAnswer> => ask('POST', `/api/sync/${what}`, { key: keys[as], body });

/** A person's terminal, beside the worker that is there. */
function ponte(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...bareEnv(process.env), ...exchange.workerEnv };
  return new Promise((resolve) => {
    execFile(process.execPath, [ponteMain, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

/** A deal that was sold without the portal's saying so. */
async function sellQuietly(): Promise<number> {
  const id = await prepareDeal(exchange);
  await exchange.portal.act('edit-deal', { id, fields: { STAGE_ID: 'WON' }, silent: true });
  return id;
}
const numberOf = async (id: number): Promise<string> =>
  (await readNumbers(exchange)).get(String(id)) ?? '';

test('both catalogues are read when the api or the terminal asks', async () => {
  const { status, body } = await post('products');
  expect({ status, body }).toMatchObject({ status: 200, body: { products: { problems: 0 } } });
  const { products } = body as { products: { items: number; products: number } };
  expect(products.items).toBeGreaterThanOrEqual(GOODS);
  expect(products.products).toBeGreaterThanOrEqual(GOODS);
  const { code, stdout } = await ponte('sync', 'products');
  expect(stdout).toContain(`${products.items} items of 1C and ${products.products} cards`);
  expect(code).toBe(0);
});

test('stock is brought into the portal by the api, and the terminal finds it equal', async () => {
  const { status, body } = await post('stock', { why: 'counted anew' });
  expect({ status, body }).toMatchObject({
    status: 200,
    body: { stock: { outcome: 'done', reason: null } },
  });
  const { stock } = body as { stock: { rows: number; changed: number; written: number } };
  expect(stock.changed).toBeGreaterThan(0);
  expect(stock.written).toBe(stock.changed);
  const { code, stdout } = await ponte('sync', 'stock', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ stock: { outcome: 'done', changed: 0, written: 0 } });
  expect(code).toBe(0);
  const [, first] = await listAudit(exchange.database.prisma, { action: 'stock.started' });
  expect(first).toMatchObject({ actor: 'api-key:operator', reason: 'counted anew' });
});

test('invoices of named deals are made by the api and by the terminal, and never twice', async () => {
  // How a deal says that it was paid is the text of an option: nobody has read the portal's names yet.
  const [one, two] = [await sellQuietly(), await sellQuietly()];
  const asked = await post('invoices', { dealIds: [String(one)] });
  expect(asked).toMatchObject({
    status: 202,
    body: { job: 'onec-bitrix24.drain-invoices', marked: 1 },
  });
  await expect.poll(() => numberOf(one)).not.toBe('');
  const made = await ponte('sync', 'invoice', String(one), String(two), '--json');
  expect(JSON.parse(made.stdout)).toMatchObject({ marked: 2, held: 0 });
  await expect.poll(() => numberOf(two)).not.toBe('');
  expect(await readSales(exchange)).toHaveLength(2);
});

test('a sale of which nobody told is invoiced by the load that finds it', async () => {
  const id = await sellQuietly();
  await startLoad(exchange.ports, { account: 'default', since: null }, { by: 'tests' });
  await expect.poll(() => numberOf(id)).not.toBe('');
});

test('a payment option that was made anew a moment ago counts, although its name was not read yet', async () => {
  const id = await prepareDeal(exchange);
  const { options } = await exchange.portal.act('edit-user-field', {
    ...{ name: 'UF_CRM_PAYMENT', options: [{ id: 301, remove: true }, 'Kaspi'] },
  });
  const made = (options as { id: string; value: string }[]).find(({ value }) => value === 'Kaspi');
  await closeDeal(exchange, id, { UF_CRM_PAYMENT: made?.id });
  await expect.poll(() => numberOf(id)).not.toBe('');
});

test('who only looks may not ask, and what is no deal is told so', async () => {
  for (const what of ['stock', 'products', 'invoices']) {
    expect((await post(what, {}, 'viewer')).status).toBe(403);
  }
  expect(await post('invoices', { dealIds: ['7405x'] })).toMatchObject({ status: 400 });
  const { code, stderr } = await ponte('sync', 'invoice', 'kitchen');
  expect(stderr).toContain('"kitchen" is no id of a deal');
  expect(code).toBe(2);
});
