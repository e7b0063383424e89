import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createApiKey } from '@ponte/db/api-keys';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { setUpAdministrator, type Browsing } from './browse.ts';
import { startTestApi, type TestApi } from './start-test-api.ts';

let database: TestDatabase;
let api: TestApi;
let administrator: Browsing;

beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
  api = await startTestApi(database.url, { env: { PUBLIC_URL: 'http://localhost/ponte' } });
  administrator = await setUpAdministrator(api);
});
afterAll(async () => {
  await api.close();
  await database.remove();
});

const BOARD = '/admin/queues';

/** Every file that the board would serve. */
function listAssets(): string[] {
  const require = createRequire(createRequire(import.meta.url).resolve('@bull-board/api'));
  const folder = join(dirname(require.resolve('@bull-board/ui/package.json')), 'dist/static');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length))
    .map((path) => `${BOARD}/static${path}`);
}

const ROUTES = [
  '',
  '/',
  '/queue/bitrix24-deals',
  '/api/queues',
  '/api/redis/stats',
  '/api/job-schedulers',
  '/api/queues/bitrix24-deals/metrics',
  '/..%2fqueues/api/queues',
];

describe('without a login nothing of the board answers', () => {
  it('to programs: 401 on every route and every file, by every verb', async () => {
    const paths = [...ROUTES.map((route) => BOARD + route), ...listAssets()];
    expect(paths.length).toBeGreaterThan(20);
    for (const path of paths) {
      for (const prefix of ['', '/ponte']) {
        const answer = await fetch(api.url + prefix + path, { redirect: 'manual' });
        expect([path, answer.status]).toEqual([path, 401]);
        expect(answer.headers.get('content-type')).toContain('application/problem+json');
      }
    }
    for (const method of ['PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS']) {
      const answer = await fetch(`${api.url}${BOARD}/api/queues/bitrix24-deals/pause`, { method });
      expect([method, answer.status]).toEqual([method, 401]);
    }
  });

  it('to browsers: the login page', async () => {
    const answer = await fetch(`${api.url}${BOARD}/queue/bitrix24-deals`, {
      headers: { Accept: 'text/html,*/*' },
      redirect: 'manual',
    });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(
      '/ponte/login?next=%2Fadmin%2Fqueues%2Fqueue%2Fbitrix24-deals',
    );
  });

  it('to a wrong session or key: nothing either', async () => {
    for (const headers of [
      { Cookie: `ponte_session=${'x'.repeat(43)}` },
      { Authorization: `Bearer pk_${'x'.repeat(43)}` },
      { Authorization: 'Basic YWRtaW46YWRtaW4=' },
    ]) {
      const answer = await fetch(`${api.url}${BOARD}/api/queues`, {
        headers: new Headers(headers),
      });
      expect(answer.status).toBe(401);
    }
  });
});

describe('with a login', () => {
  it('the board answers, its own scripts only', async () => {
    const page = await administrator.get(BOARD);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(await page.text()).toContain('/ponte/admin/queues/');
    const queues = await administrator.get(`${BOARD}/api/queues`, { Accept: 'application/json' });
    expect(JSON.stringify(await queues.json())).toContain('bitrix24-deals');
  });

  it('a change must begin on the board’s own page', async () => {
    const put = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${api.url}${BOARD}/api/queues/bitrix24-deals/pause`, {
        method: 'PUT',
        headers: { Cookie: administrator.cookie, ...headers },
      });
    expect((await put({})).status).toBe(403);
    expect((await put({ 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    expect((await put({ Origin: 'https://evil.example' })).status).toBe(403);
    expect((await put({ 'Sec-Fetch-Site': 'same-origin' })).status).toBe(200);
  });

  it('a viewer looks, an operator retries, an administrator does the rest', async () => {
    const attempt = async (role: 'viewer' | 'operator' | 'admin'): Promise<number[]> => {
      const { key } = await createApiKey(database.prisma, { name: role, role });
      const headers = { Authorization: `Bearer ${key}` };
      const put = async (path: string): Promise<number> =>
        (
          await fetch(`${api.url}${BOARD}/api/queues/bitrix24-deals/${path}`, {
            method: 'PUT',
            headers,
          })
        ).status;
      const look = await fetch(`${api.url}${BOARD}/api/queues`, { headers });
      return [look.status, await put('retry/failed'), await put('resume')];
    };
    expect(await attempt('viewer')).toEqual([200, 403, 403]);
    expect(await attempt('operator')).toEqual([200, 200, 403]);
    expect(await attempt('admin')).toEqual([200, 200, 200]);
  });
});
