import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inTransaction } from '@ponte/db/client';
import { addChat, changeChat, disableChat } from '@ponte/db/chats';
import { saveCards } from '@ponte/db/catalogue-cards';
import { saveErrorGroup } from '@ponte/db/error-groups';
import { holdRecords } from '@ponte/db/held';
import { saveMute } from '@ponte/db/mutes';
import { replaceSuggestions, replaceDecided, type NewMapping } from '@ponte/db/product-mappings';
import { createRunRecorder, type RunEnd } from '@ponte/db/runs';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { LOGIN, PASSWORD, setUpAdministrator } from './browse.ts';
import { CHROMIUM_MISSING, hasChromium, openChromium, openPage } from './chromium.ts';
import { startTestApi, type TestApi } from './start-test-api.ts';

const account = 'default';
const hoursAgo = (hours: number): Date => new Date(Date.now() - hours * 3_600_000);

/** An evening in the house: stock held, an invoice that waits, an outage, a chat that is gone. */
async function seed(database: TestDatabase): Promise<void> {
  const { pool } = database;
  const runs = createRunRecorder(pool, { worker: 'test' });
  await runs.finished(
    toRun('onec-bitrix24.sync-stock', {
      ...{ state: 'held', reason: 'guard-rail', message: 'Half of the cards would be zero.' },
      counts: { rows: 12_000, changed: 640, written: 0, zeroed: 300 },
    }),
  );
  await runs.finished(toRun('alerts.watch-trouble', { state: 'done', counts: { open: 1 } }));
  await pool.query(
    `INSERT INTO onec_invoice (account, deal_id, ref_key, state, posted_at)
     VALUES ($1, '7', 'a', 'told', $2), ($1, '8', 'b', 'told', $3)`,
    [account, hoursAgo(2), hoursAgo(48)],
  );
  const held = { integration: 'onec-bitrix24', account, kind: 'invoice', detail: 'No BIN.' };
  await holdRecords(pool, [{ ...held, key: '9', reason: 'bin-missing' }]);
  const cards = ['1', '2', '3', '4', '5'].map((id) => ({
    ...{ id, code: null, name: `Card ${id}`, article: null, barcodes: [] },
    ...{ kind: 'item' as const, isActive: id !== '5' },
  }));
  await saveCards(pool, { account, vendor: 'bitrix24', cards, readAt: new Date() });
  await inTransaction(pool, async (sql) => {
    const common = { account, by: 'test' };
    const decided = [toPair('1', 'linked')];
    await replaceDecided(sql, { ...common, bitrix24ProductIds: ['1'], mappings: decided });
    const open = [toPair('2', 'suggested')];
    await replaceSuggestions(sql, { ...common, bitrix24ProductIds: ['2'], mappings: open });
  });
  await addChat(pool, { account, id: '-4001', title: 'Accounting', by: 'anna' });
  await changeChat(pool, { account, id: '-4001' }, { mayAct: false });
  await addChat(pool, { account, id: '-4002', title: 'Kitchen', by: 'anna' });
  const gone = { reason: 'chat-kicked', now: hoursAgo(3) };
  await disableChat(pool, { account, id: '-4002' }, gone);
  await saveErrorGroup(pool, account, {
    ...{ source: 'run', integration: 'onec-bitrix24', reason: 'unavailable', count: 213 },
    ...{ waiting: 40, firstAt: hoursAgo(1), lastAt: hoursAgo(0), sample: '', digests: 0 },
    ...{ alertedAt: hoursAgo(1), digestAt: null, toldCount: 213, recoveries: 0, closedAt: null },
  });
  const mute = { account, integration: 'onec-bitrix24', reason: 'unavailable', by: 'anna' };
  await saveMute(pool, { ...mute, until: hoursAgo(-2), since: hoursAgo(0) });
}

function toRun(job: string, part: Partial<RunEnd>): RunEnd {
  return {
    ...{ id: crypto.randomUUID(), job, integration: job.split('.')[0] ?? '', account },
    ...{ attempt: 1, payload: {}, queueJobId: 'q', keys: [], counts: {}, state: 'done' },
    ...{ reason: null, message: null, errorKind: null, errorCode: null, nextAt: null },
    ...{ startedAt: hoursAgo(4), finishedAt: hoursAgo(4), ...part },
  };
}

function toPair(id: string, state: NewMapping['state']): NewMapping {
  return {
    ...{ bitrix24ProductId: id, bitrix24ProductName: `Card ${id}`, state },
    ...{ onecProductCode: `c${id}`, onecProductName: `Item ${id}`, score: 0.9, reason: null },
  };
}

const title = `in a real browser${hasChromium ? '' : ` (${CHROMIUM_MISSING})`}`;

describe.skipIf(!hasChromium)(title, () => {
  let database: TestDatabase;
  let api: TestApi;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const pictures = mkdtempSync(join(tmpdir(), 'ponte-facets-'));
  const show = async (name: string): Promise<void> => {
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  };
  const sectionOf = async (heading: string): Promise<string> => {
    const section = page.locator('section', {
      has: page.getByRole('heading', { name: heading, level: 3, exact: true }),
    });
    return (await section.last().innerText()).replaceAll(/\s+/g, ' ');
  };

  beforeAll(async () => {
    database = await openMigratedDatabase(inject('postgresUrl'));
    await seed(database);
    api = await startTestApi(database.url);
    await setUpAdministrator(api);
    browser = await openChromium();
    page = await openPage(browser);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (line) => {
      if (line.type() === 'error') complaints.push(line.text());
    });
    await page.goto(`${api.url}/login`);
    await page.fill('input[name=login]', LOGIN);
    await page.fill('input[name=password]', PASSWORD);
    await page.click('main button');
    await page.waitForURL(`${api.url}/`);
  });
  afterAll(async () => {
    await browser?.close();
    await api?.close();
    await database?.remove();
  });

  it('the exchange shows its last stock run, its invoices and its products', async () => {
    expect(await sectionOf('Stock')).toBe(
      'Stock Last run 4 hours ago Figures of 1C 12,000 Differed 640 Would be zero 300 Held: guard rail',
    );
    expect(await sectionOf('Invoices')).toContain('Posted in 24 hours 1 Held 1 1 deal waits');
    expect(await sectionOf('Products')).toContain('Linked 1 Suggested 1 Open 2');
    await show('desktop');
  });

  it('alerts show who is told, who is not and why, and what is open and muted', async () => {
    expect(await sectionOf('Chats')).toContain(
      'Accounting notices, alerts, may ask Kitchen disabled 3 hours ago: chat kicked',
    );
    expect(await sectionOf('Open troubles')).toMatch(
      /unavailable .* 213 times since 1 hour ago, 40 waiting · muted by anna, heard again in 2 hours/,
    );
  });

  it('nothing is too wide for a telephone, light or dark', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width: 360, height: 740 });
      await page.goto(`${api.url}/`);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
      await show(`phone-${scheme}`);
    }
  });

  it('no script, style or policy broke', () => {
    expect(complaints).toEqual([]);
  });
});
