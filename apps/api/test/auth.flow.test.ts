import { createApiKey } from '@ponte/db/api-keys';
import { listAudit } from '@ponte/db/audit';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { countUsers, createUser } from '@ponte/db/users';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { hashPassword } from '../src/auth/passwords.ts';
import { browse, LOGIN, PASSWORD, setUpAdministrator, type Browsing } from './browse.ts';
import { startTestApi, type TestApi } from './start-test-api.ts';

let database: TestDatabase;
let api: TestApi;
let administrator: Browsing;

beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
  api = await startTestApi(database.url);
});
afterAll(async () => {
  await api.close();
  await database.remove();
});

describe('the first start', () => {
  it('has no user and no default password', async () => {
    expect(await countUsers(database.prisma)).toBe(0);
    for (const [login, password] of [
      ['admin', 'admin'],
      ['admin', ''],
      ['ponte', 'ponte'],
    ] as const) {
      expect((await browse(api.url).submit('/login', { login, password })).status).toBe(401);
    }
  });

  it('tells one link, on standard output and not in the log', () => {
    expect(api.told).toHaveLength(1);
    expect(api.told[0]).toMatch(
      /^Open http:\/\/localhost:\d+\/setup\?token=[\w-]{40,} to make the first administrator \(valid 24 h, once\)\.$/,
    );
    const token = /token=([\w-]+)/.exec(api.told[0] ?? '')?.[1] ?? '-';
    expect(api.log()).not.toContain(token);
  });

  it('refuses a weak password with a sentence and keeps the link', async () => {
    const token = new URL(api.setupLink ?? '').searchParams.get('token') ?? '';
    const weak = [
      ['short', 'at least 12'],
      ['aaaaaaaaaaaaaaaa', 'same few characters'],
      [`${LOGIN} and more words`, 'must not contain the login'],
    ] as const;
    for (const [password, sentence] of weak) {
      const answer = await browse(api.url).submit('/setup', { token, login: LOGIN, password });
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain(sentence);
    }
  });

  it('makes the administrator once', async () => {
    const token = new URL(api.setupLink ?? '').searchParams.get('token') ?? '';
    administrator = await setUpAdministrator(api);
    expect((await administrator.get('/')).status).toBe(200);
    const again = await browse(api.url).submit('/setup', {
      token,
      login: 'eve',
      password: PASSWORD,
    });
    expect(again.status).toBe(410);
    expect((await browse(api.url).get(`/setup?token=${token}`)).status).toBe(410);
    expect(await countUsers(database.prisma)).toBe(1);
  });

  it('is over: a second start tells no link', async () => {
    const second = await startTestApi(database.url);
    expect(second.told).toEqual([]);
    await second.close();
  });
});

describe('logging in', () => {
  it('says the same for an unknown login and a wrong password', async () => {
    const wrong = await browse(api.url).submit('/login', {
      login: LOGIN,
      password: 'wrong wrong wrong',
    });
    const unknown = await browse(api.url).submit('/login', { login: 'nobody', password: PASSWORD });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    const pages = await Promise.all([wrong.text(), unknown.text()]);
    expect(pages[0]?.replaceAll(LOGIN, '')).toBe(pages[1]?.replaceAll('nobody', ''));
  });

  it('leads back to where the person wanted to be, on this server only', async () => {
    for (const [next, location] of [
      ['/held?reason=x', '/held?reason=x'],
      ['//evil.example', '/'],
      ['https://evil.example', '/'],
      ['/\\evil.example', '/'],
    ] as const) {
      const answer = await browse(api.url).submit('/login', {
        login: LOGIN,
        password: PASSWORD,
        next,
      });
      expect(answer.headers.get('location')).toBe(location);
    }
  });

  it('gives a cookie that scripts and other sites cannot use', async () => {
    const answer = await browse(api.url).submit('/login', { login: LOGIN, password: PASSWORD });
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^ponte_session=/);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Lax');
  });

  it('from another site is refused', async () => {
    const answer = await browse(api.url, 'https://evil.example').submit('/login', {
      login: LOGIN,
      password: PASSWORD,
    });
    expect(answer.status).toBe(403);
  });

  it('is limited per login: after ten failures even the right password waits', async () => {
    const browser = browse(api.url);
    const attempt = (password: string): Promise<Response> =>
      browser.submit('/login', { login: 'Limited', password });
    await createUser(database.prisma, {
      login: 'limited',
      passwordHash: await hashPassword(PASSWORD),
      role: 'viewer',
    });
    for (let at = 0; at < 10; at += 1) expect((await attempt('wrong')).status).toBe(401);
    const answer = await attempt(PASSWORD);
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('ends with the log-out', async () => {
    const browser = browse(api.url);
    await browser.submit('/login', { login: LOGIN, password: PASSWORD });
    const stolen = browser.cookie;
    await browser.submit('/logout', { _csrf: await browser.csrfTokenOf('/') });
    const answer = await fetch(`${api.url}/api/status`, { headers: { Cookie: stolen } });
    expect(answer.status).toBe(401);
  });
});

describe('a change in a logged-in person’s name', () => {
  const pause = '/integrations/bitrix24-deals/pause';
  it('needs the page’s token', async () => {
    expect((await administrator.submit(pause, { reason: 'x' })).status).toBe(403);
    expect((await administrator.submit(pause, { reason: 'x', _csrf: 'wrong' })).status).toBe(403);
  });

  it('through the API must begin on a page of ours', async () => {
    const post = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${api.url}/api/integrations/bitrix24-deals/pause`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Cookie: administrator.cookie, ...headers },
        body: JSON.stringify({ reason: 'a test' }),
      });
    expect((await post({ Origin: 'https://evil.example' })).status).toBe(403);
    expect((await post({ 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    expect((await post({ 'Sec-Fetch-Site': 'same-site' })).status).toBe(403);
    expect((await post({})).status).toBe(403);
    expect((await post({ 'Sec-Fetch-Site': 'same-origin' })).status).toBe(200);
    expect((await post({ Origin: api.url })).status).toBe(200);
  });
});

describe('roles', () => {
  it('decide what a key may do, and an unknown key may do nothing', async () => {
    const roles = ['viewer', 'operator', 'admin'] as const;
    const keys = await Promise.all(
      roles.map(async (role) => (await createApiKey(database.prisma, { name: role, role })).key),
    );
    type Row = readonly [method: string, path: string, body?: object];
    const call = async (key: string | undefined, [method, path, body]: Row): Promise<number> => {
      const answer = await fetch(api.url + path, {
        method,
        headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return answer.status;
    };
    const everybody = [200, 200, 200];
    const operators = [403, 200, 200];
    const administrators = [403, 403, 200];
    const setting = '/api/settings/bitrix24-deals/ignoredEvents';
    const table: readonly (readonly [Row, number[]])[] = [
      [['GET', '/api/status'], everybody],
      [['GET', '/api/runs'], everybody],
      [['GET', '/api/settings/bitrix24-deals'], everybody],
      [['POST', '/api/integrations/bitrix24-deals/pause', { reason: 'a test' }], operators],
      [['PUT', setting, { value: ['ONCRMLEADADD'] }], administrators],
      [['GET', '/api/users'], administrators],
      [['GET', '/api/api-keys'], administrators],
    ];
    for (const [row, expected] of table) {
      const got = await Promise.all(keys.map((key) => call(key, row)));
      expect([row[1], got]).toEqual([row[1], expected]);
      expect(await call('pk_unknownunknownunknownunknown', row)).toBe(401);
      expect(await call(undefined, row)).toBe(401);
    }
  });

  it('what was done is in the audit', async () => {
    const actions = (await listAudit(database.prisma)).map(
      ({ actor, action }) => `${actor} ${action}`,
    );
    expect(actions).toContain(`${LOGIN} user.created`);
    expect(actions).toContain(`${LOGIN} integration.paused`);
    expect(actions).toContain('api-key:admin setting.changed');
  });
});

describe('behind https', () => {
  it('the cookie is bound to the host, and to the path behind a prefix', async () => {
    for (const [publicUrl, form] of [
      ['https://bridge.example.com', /^__Host-ponte=.*Path=\/;.*Secure/],
      ['https://example.com/ponte', /^ponte_session=.*Path=\/ponte;.*Secure/],
    ] as const) {
      const secure = await startTestApi(database.url, { env: { PUBLIC_URL: publicUrl } });
      const { origin } = new URL(publicUrl);
      const browser = browse(secure.url, origin);
      const answer = await browser.submit('/login', { login: LOGIN, password: PASSWORD });
      expect(answer.status).toBe(303);
      expect(answer.headers.get('set-cookie')).toMatch(form);
      expect(answer.headers.get('strict-transport-security')).toContain('max-age');
      await secure.close();
    }
  });
});
