import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { bareEnv } from '@ponte/servers/child-process';
import type { World } from './start-world.ts';

const ponte = fileURLToPath(new URL('../../../cli/src/main.ts', import.meta.url));

/** The person who looks after a world: in a browser and in a terminal. */
export interface Operator {
  /** The words of a page as they are read, without tags and with single spaces. */
  readPage(path: string): Promise<string>;
  /** What the command line prints. */
  ponte(...args: readonly string[]): Promise<string>;
}

/** Makes the first administrator through the one-time link, as a person would. */
export async function becomeOperator({
  api,
  workerEnv,
}: Pick<World, 'api' | 'workerEnv'>): Promise<Operator> {
  const token = new URL(api.setupLink ?? '').searchParams.get('token') ?? '';
  const answer = await fetch(`${api.url}/setup`, {
    method: 'POST',
    headers: { Accept: 'text/html', Origin: new URL(api.url).origin },
    body: new URLSearchParams({ token, login: 'anna', password: 'a long enough sentence' }),
    redirect: 'manual',
  });
  if (answer.status !== 303) throw new Error(`Setting up failed: ${await answer.text()}`);
  const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]);
  return {
    readPage: async (path) => {
      const headers = { Accept: 'text/html', Cookie: cookie.join('; ') };
      const page = await fetch(api.url + path, { headers });
      return toWords(await page.text());
    },
    ponte: async (...args) => {
      const child = spawn(process.execPath, [ponte, ...args], {
        env: { ...bareEnv(process.env), ...workerEnv },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
      if (stdout === '') throw new Error(`ponte ${args.join(' ')} said nothing: ${stderr}`);
      return stdout;
    },
  };
}

function toWords(page: string): string {
  return page
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ');
}
