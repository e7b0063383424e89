import { spawn } from 'node:child_process';
import { request } from 'node:https';
import { describe, expect, it } from 'vitest';
import { startPortalUnderTest } from './bitrix24/test-support/portal-under-test.ts';
import { waitFor } from './bitrix24/test-support/wait-for.ts';
import { startFakes } from './start.ts';

const main = new URL('./main.ts', import.meta.url).pathname;

/** Runs the sandbox command and gives what it printed until it ended or was told to. */
function runSandbox(args: readonly string[]) {
  const child = spawn(process.execPath, [main, ...args]);
  const seen = { out: '', err: '', code: undefined as number | null | undefined };
  child.stdout.on('data', (chunk: Buffer) => (seen.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (seen.err += chunk.toString()));
  child.on('exit', (code) => (seen.code = code));
  return { child, seen };
}

function getOverTls(url: string): Promise<{ body: string; issuer: string }> {
  return new Promise((resolve, reject) => {
    const call = request(url, { rejectUnauthorized: false }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve({ body, issuer: 'localhost' }));
    });
    call.on('error', reject);
    call.end();
  });
}

describe('a portal', () => {
  it('serves the same methods over TLS', async () => {
    const portal = await startPortalUnderTest({ scenario: 'small' });
    const { body } = await getOverTls(
      `${portal.fake.tlsUrl}/rest/1/sandboxsecret1234/crm.deal.get?id=3`,
    );
    expect(body).toMatch(/^\{"result":\{"ID":"3",/);
    await portal.fake.stop();
  });

  it('gives the same bytes for the same seed, and other bytes for another', async () => {
    const bytes = async (seed: number): Promise<string> => {
      const portal = await startPortalUnderTest({ seed, scenario: { deals: 60 } });
      await portal.act({ do: 'set-time-envelope', state: 'missing' });
      const text = (await portal.call('crm.deal.list')).text + portal.fake.applicationToken;
      await portal.fake.stop();
      return text;
    };
    const first = await bytes(7);
    expect(await bytes(7)).toBe(first);
    expect(await bytes(8)).not.toBe(first);
  });

  it('carries text that breaks naive code', async () => {
    const portal = await startPortalUnderTest({ scenario: { deals: 400 } });
    const { deals } = await portal.read<{ deals: unknown[] }>('/state?deals=1');
    const text = JSON.stringify(deals);
    for (const sign of ['&', '%', '\\"', '😀', '𠮷', 'ç', "'", '1199'])
      expect(text).toContain(sign);
    expect(text).not.toContain('\\u0000');
    await portal.fake.stop();
  });

  it('scales its own time and can be moved forward', async () => {
    const originMs = Date.now();
    const portal = await startPortalUnderTest({ time: { scale: 3600, originMs } });
    const virtual = Date.parse(await portal.result<string>('server.time'));
    const elapsedMs = (Date.now() - originMs) * 3600;
    expect(virtual - originMs).toBeLessThanOrEqual(elapsedMs + 1000);
    await portal.control('/clock', { advanceMs: 86_400_000 });
    const moved = Date.parse(await portal.result<string>('server.time'));
    expect(moved - virtual).toBeGreaterThanOrEqual(86_400_000 - 1000);
    await portal.fake.stop();
  });

  it('shows what it was asked and forgets it at a reset', async () => {
    const portal = await startPortalUnderTest({ scenario: 'small' });
    await portal.form('crm.deal.get', 'id=3');
    const { requests } = await portal.read<{ requests: Record<string, string>[] }>('/requests');
    expect(requests[0]).toMatchObject({
      verb: 'POST',
      method: 'crm.deal.get',
      body: 'id=3',
      status: 200,
    });
    expect(requests[0]?.['answer']).toMatch(/^\{"result":\{"ID":"3"/);
    await portal.act({ do: 'delete-deal', id: 3 });
    await portal.control('/reset', { seed: 1, scenario: 'small' });
    expect(await portal.read('/state')).toMatchObject({ counts: { deals: 20, deletedDeals: 0 } });
    expect(await portal.read('/requests')).toEqual({ total: 0, requests: [] });
    await portal.fake.stop();
  });
});

describe('npm run sandbox', () => {
  it('prints one line with the addresses and ends on SIGTERM', async () => {
    const { child, seen } = runSandbox(['--json', '--deals', '5']);
    const line = await waitFor('the ready line', () => seen.out || undefined);
    const ready = JSON.parse(line) as {
      ready: boolean;
      vendors: { bitrix24: Record<string, string> };
    };
    const { url, tlsUrl, control, webhookUrl } = ready.vendors.bitrix24;
    expect([ready.ready, url, tlsUrl, control].map(String)).toEqual([
      'true',
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    ]);
    const answer = await fetch(`${webhookUrl ?? ''}crm.deal.list`);
    expect(((await answer.json()) as { total: number }).total).toBe(5);
    child.kill('SIGTERM');
    expect(await waitFor('the end', () => seen.code ?? undefined)).toBe(0);
  });

  it('says which port is taken', async () => {
    const fakes = await startFakes();
    const { port } = new URL(fakes.vendors.bitrix24.url);
    const { seen } = runSandbox(['--port-base', port]);
    expect(await waitFor('the end', () => seen.code ?? undefined)).toBe(1);
    expect(seen.err).toBe(
      `Port ${port} for bitrix24 over http is taken. Stop the other program or choose another port (0 takes a free one).\n`,
    );
    await fakes.stop();
  });

  it('refuses what it does not understand and explains itself', async () => {
    const wrong = runSandbox(['--deals', 'many']);
    expect(await waitFor('the end', () => wrong.seen.code ?? undefined)).toBe(2);
    expect(wrong.seen.err).toContain('--deals must be a whole number between 0 and 1000000');
    const help = runSandbox(['--help']);
    expect(await waitFor('the end', () => help.seen.code ?? undefined)).toBe(0);
    expect(help.seen.out).toContain('--port-base N');
  });
});
