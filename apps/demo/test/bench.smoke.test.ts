import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { findRedisServer } from '@ponte/servers/redis';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('../src/bench/main.ts', import.meta.url));

interface Report {
  figures: Record<string, { unit: string; ours: number; baseline?: number }>;
  ratios: Record<string, { median: number; min: number; max: number; rounds: number }>;
  gates: Record<string, { ratio: number | null; gate: number; pass: boolean }>;
  skipped: string[];
  machine: { cores: number; node: string; postgres: string };
}

/** Runs the bench as `npm run bench -- …` does. */
async function runBench(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, ['--expose-gc', main, ...args]);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, err };
}

const backends = findRedisServer() === undefined ? ['postgres'] : ['postgres', 'redis'];
const LONG_MS = 300_000;

test(
  'the ingress bench measures every store there is and ends with one JSON object',
  async () => {
    const { code, out, err } = await runBench('ingress', '--quick', '--json');
    expect(code, err).toBeLessThanOrEqual(1);
    const report = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as Report;
    const gated = backends.flatMap((backend) => [
      ...['json', 'form'].flatMap((one) =>
        ['node-http', 'durable'].map((than) => `ingress.${one}.${backend}-${than}`),
      ),
      ...['p99-json', 'p99-form'].map((one) => `ingress.${one}.${backend}-durable`),
    ]);
    if (backends.includes('redis')) gated.push('ingress.redis-down');
    expect(Object.keys(report.gates).toSorted()).toEqual(gated.toSorted());
    expectNumbers(report);
  },
  LONG_MS,
);

test(
  'the jobs bench measures every store there is and ends with one JSON object',
  async () => {
    const { code, out, err } = await runBench('jobs', '--quick', '--json');
    expect(code, err).toBeLessThanOrEqual(1);
    const report = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as Report;
    const gated = backends.map((backend) => `jobs.${backend}`);
    expect(Object.keys(report.gates).toSorted()).toEqual(gated.toSorted());
    expect(Object.keys(report.ratios)).toContain('jobs.postgres.baseline-writes-nothing');
    expectNumbers(report);
  },
  LONG_MS,
);

test(
  'the limits bench is never refused by the portal, alone and through Redis',
  async () => {
    const { code, out, err } = await runBench('limits', '--quick', '--json');
    expect(code, err).toBe(0);
    const report = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as Report;
    const shared = backends.includes('redis') ? ['limits.redis', 'limits.loaded'] : [];
    const runs = ['limits', ...shared];
    const gated = runs.map((run) => `${run}.not-refused`);
    expect(Object.keys(report.gates).toSorted()).toEqual(gated.toSorted());
    expectNumbers(report);
  },
  LONG_MS,
);

test(
  'the whole-load bench stores every deal and tells speed, memory and cost',
  async () => {
    const { code, out, err } = await runBench('whole-load', '--quick', '--json');
    expect(code, err).toBeLessThanOrEqual(1);
    const report = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as Report;
    expect(Object.keys(report.gates)).toEqual([
      ...['whole-load.memory', 'whole-load.cost.4000', 'whole-load.cost-not-less.4000'],
    ]);
    expectNumbers(report);
  },
  LONG_MS,
);

test('a bench that does not exist is refused with the names that do', async () => {
  const { code, err } = await runBench('ingres');
  expect(code).toBe(2);
  expect(err).toContain('There are: ingress, jobs, ');
});

function expectNumbers(report: Report): void {
  for (const [name, figure] of Object.entries(report.figures)) {
    expect(figure.ours, name).toBeGreaterThan(0);
    expect(figure.unit, name).not.toBe('');
  }
  for (const [name, { ratio, gate, pass }] of Object.entries(report.gates)) {
    // On a busy machine a rival may answer nothing in so short a time: then there is no ratio.
    expect(pass, name).toBe(ratio !== null && ratio >= gate);
    expect(report.ratios[name]?.median, name).toBe(ratio);
  }
  expect(report.skipped).toEqual(backends.length === 2 ? [] : ['skipped: needs redis-server']);
  expect(report.machine.cores).toBeGreaterThan(0);
  expect(report.machine.postgres).toMatch(/^\d+/);
}
