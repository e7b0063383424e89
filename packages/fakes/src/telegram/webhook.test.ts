import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { closeServer, listenOnLoopback } from '../net/listen.ts';
import { startTelegramFake } from './server.ts';

it('a webhook that does not answer well gets the same update again, with its secret', async () => {
  const seen: { id: number; secret: unknown }[] = [];
  const receiver = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const { update_id: id } = JSON.parse(text) as { update_id: number };
      seen.push({ id, secret: request.headers['x-telegram-bot-api-secret-token'] });
      response.writeHead(seen.length === 1 ? 500 : 200).end();
    });
  });
  const port = await listenOnLoopback(receiver, 0, 'a test');
  const fake = await startTelegramFake({ time: { scale: 60, originMs: Date.now() } });
  const hook = encodeURIComponent(`http://127.0.0.1:${port}/hook`);
  await fetch(`${fake.url}/bot${fake.botToken}/setWebhook?url=${hook}&secret_token=invented_1`);
  await fetch(`${fake.control}/act`, {
    method: 'POST',
    body: JSON.stringify({ do: 'write', chat: 1001, text: '/status' }),
  });
  await expect.poll(() => seen.length).toBe(2);
  expect(seen[0]).toEqual(seen[1]);
  expect(seen[0]?.secret).toBe('invented_1');
  await fake.stop();
  await closeServer(receiver);
});
