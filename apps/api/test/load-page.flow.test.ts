import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findLoad } from '@ponte/operations/loads';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { LOGIN, PASSWORD, setUpAdministrator } from './browse.ts';
import { CHROMIUM_MISSING, hasChromium, openChromium, openPage } from './chromium.ts';
import { startLoadWorld, type LoadWorld } from './start-load-world.ts';
import { eventually } from './start-test-api.ts';

const title = `a load in a real browser${hasChromium ? '' : ` (${CHROMIUM_MISSING})`}`;

describe.skipIf(!hasChromium)(title, () => {
  let world: LoadWorld;
  let browser: Browser;
  let page: Page;
  const pictures = mkdtempSync(join(tmpdir(), 'ponte-load-pages-'));
  const show = async (name: string): Promise<void> => {
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  };
  const findLoadNow = () => findLoad(world, 'default');

  beforeAll(async () => {
    world = await startLoadWorld({ postgresUrl: inject('postgresUrl'), deals: 15_000 });
    await setUpAdministrator(world.api);
    const { id } = await world.act('create-deal', { fields: { TITLE: 'broken' } });
    await world.act('break-deal', { id, how: 'text-date' });
    await world.startWorker();
    browser = await openChromium();
    page = await openPage(browser);
    await page.goto(`${world.api.url}/login`);
    await page.fill('input[name=login]', LOGIN);
    await page.fill('input[name=password]', PASSWORD);
    await page.click('main button');
    await page.getByText('Never compared').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.end();
  });

  it('is begun with a click and shows how far it is, how long it may take', async () => {
    await world.faults({ match: { method: 'batch' }, kind: 'delay', ms: 80_000 });
    await page.getByText('Load everything…').click();
    await show('ask');
    await page.getByRole('button', { name: 'Load everything', exact: true }).click();
    await page.getByText('The load has begun').waitFor();
    await eventually(async () => ((await findLoadNow())?.rows.read ?? 0) > 0);
    await page.goto(world.api.url);
    const bar = page.getByRole('progressbar', { name: 'Loading all deals' });
    expect(Number(await bar.getAttribute('value'))).toBeGreaterThan(0);
    await page.getByText(/[\d,]+ of about [\d,]+ rows · [\d,.]+ rows\/s · .* left/).waitFor();
    await show('running');
  });

  it('rests, goes on and can be looked at on a telephone', async () => {
    await page.getByRole('button', { name: 'Pause the load' }).click();
    await page.getByText('The load of all deals rests').waitFor();
    await show('paused');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width: 360, height: 740 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
      await show(`phone-${colorScheme}`);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.getByRole('button', { name: 'Resume the load' }).click();
    await page.getByText('The load goes on where it was').waitFor();
  });

  it('ends with problems that lead to the held records, and a comparison says what differs', async () => {
    await world.faults();
    await eventually(async () => (await findLoadNow())?.state === 'done');
    await page.goto(world.api.url);
    await page.getByText('completed with problems').waitFor();
    await page.getByRole('button', { name: 'Compare every deal' }).click();
    await page
      .locator('.upkeep')
      .getByText(/deals differed|Nothing differed/)
      .waitFor();
    await show('completed');
    await page.getByRole('link', { name: '1 record could not be read' }).click();
    await page.getByText('unreadable answer').first().waitFor();
  });
});
