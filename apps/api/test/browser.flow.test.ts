import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holdRecords } from '@ponte/db/held';
import { findLastRun } from '@ponte/db/runs';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { drainDeals } from '@ponte/integrations/bitrix24-deals/jobs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { LOGIN, PASSWORD, setUpAdministrator } from './browse.ts';
import { CHROMIUM_MISSING, hasChromium, openChromium, openPage } from './chromium.ts';
import { startFailingWorker, type FailingWorker } from './failing-worker.ts';
import { eventually, startTestApi, type TestApi } from './start-test-api.ts';

const title = `in a real browser${hasChromium ? '' : ` (${CHROMIUM_MISSING})`}`;

describe.skipIf(!hasChromium)(title, () => {
  let database: TestDatabase;
  let api: TestApi;
  let worker: FailingWorker;
  let browser: Browser;
  let page: Page;
  let base: string;
  const complaints: string[] = [];
  const pictures = mkdtempSync(join(tmpdir(), 'ponte-pages-'));
  const show = async (name: string): Promise<void> => {
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  };

  beforeAll(async () => {
    database = await openMigratedDatabase(inject('postgresUrl'));
    api = await startTestApi(database.url, { env: { PUBLIC_URL: 'http://localhost/ponte' } });
    base = `${api.url}/ponte`;
    await setUpAdministrator(api);
    worker = await startFailingWorker(database);
    await worker.ringer.ring(drainDeals, { account: 'default' });
    browser = await openChromium();
    page = await openPage(browser);
    page.on('pageerror', (error) => complaints.push(error.message));
  });
  afterAll(async () => {
    await browser?.close();
    await worker?.close();
    await api?.close();
    await database?.remove();
  });

  /** The board's buttons are icons without names: the first of the job's own, and its tooltip proves it. */
  const retryFirstJob = async (): Promise<void> => {
    const icon = page
      .getByRole('button', { name: 'Clean all' })
      .locator('xpath=following::button[1]');
    await icon.hover();
    await page.getByText('Retry', { exact: true }).waitFor();
    await icon.click();
    await page.getByRole('button', { name: 'Confirm' }).click();
  };
  const lastState = async (): Promise<string | undefined> =>
    (await findLastRun(database.pool, { job: drainDeals.name }))?.state;

  it('a stranger is led to the login and from there to where they wanted to be', async () => {
    await page.goto(`${base}/admin/queues`);
    expect(new URL(page.url()).pathname).toBe('/ponte/login');
    await show('login');
    await page.fill('input[name=login]', LOGIN);
    await page.fill('input[name=password]', PASSWORD);
    await page.click('main button');
    await page.waitForURL(`${base}/admin/queues`);
  });

  it('a failing job is seen in Bull Board and retried there', async () => {
    await eventually(async () => (await lastState()) === 'failed');
    await page.goto(`${base}/admin/queues/queue/bitrix24-deals?status=failed`);
    await page.getByText('The portal refuses the field').first().waitFor();
    await show('board');
    worker.heal();
    await retryFirstJob();
    await eventually(async () => (await lastState()) === 'done');
  });

  it('the status page tells what fails, what is held and what to do, and its buttons help', async () => {
    await holdRecords(database.pool, [
      {
        ...{ integration: 'bitrix24-deals', account: 'default', kind: 'deal', key: '7411' },
        ...{ reason: 'unreadable-answer', detail: 'OPPORTUNITY of deal 7411 is not a number.' },
      },
    ]);
    await page.goto(`${base}/`);
    await page.getByText('1 record held: unreadable answer').waitFor();
    await show('status');
    await page.getByRole('button', { name: 'Release 1 record' }).click();
    await page.getByText('1 record released').waitFor();
    expect(await page.getByText('record held').count()).toBe(0);
  });

  it('the page fits a telephone, light and dark', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width: 360, height: 740 });
      await page.goto(`${base}/`);
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(width).toBe(360);
      await show(`phone-${scheme}`);
    }
  });

  it('the documentation is drawn by our own files', async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${base}/docs`);
    await page.getByText('/api/held/release').first().waitFor();
    await page.goto(`${base}/docs#unproven-event`);
    expect(await page.locator('dt:target').textContent()).toContain('unproven-event');
    await show('docs');
  });

  it('no script of ours or of the board broke', () => {
    expect(complaints).toEqual([]);
  });
});
