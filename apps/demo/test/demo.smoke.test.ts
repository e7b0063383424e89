import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

interface Told {
  ok: boolean;
  integrations: Record<string, Record<string, number>>;
  urls: Record<string, string>;
}

test('the demo plays a day of every integration, ends by itself and says what became of each record', async () => {
  const child = spawn(process.execPath, [main, '--exit', '--json', '--seed', '3']);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  expect(code, err).toBe(0);
  const told = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as Told;
  expect(told.ok).toBe(true);
  expect(Object.keys(told.integrations)).toEqual(
    expect.arrayContaining(['bitrix24-deals', 'onec-bitrix24', 'isales-fieldcontrol', 'alerts']),
  );
  for (const [slug, day] of Object.entries(told.integrations)) {
    expect(day['source'], slug).toBeGreaterThan(0);
    expect(day['target'], slug).toBeGreaterThan(0);
    expect(day['source'], slug).toBe((day['target'] ?? 0) + (day['held'] ?? 0));
    expect(day, slug).toMatchObject({ problems: 0, duplicates: 0 });
    expect(day['vendorRequests'], slug).toBeGreaterThan(0);
  }
  expect(told.urls).toMatchObject({ status: expect.any(String) as string });
});
