/**
 * The second baseline of the ingress bench: the bare Express route with the one INSERT per request
 * that people write to keep an event, awaited before the answer. Nothing is checked.
 */
import express from 'express';
import pg from 'pg';
import { readSetup } from '../child-side.ts';
import type { StoresSetup } from './ponte-api.ts';

const { databaseUrl } = readSetup<StoresSetup>();
// Idle connections stay: ten that end together cost PostgreSQL 50 ms, in the middle of the other
// side's turn.
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10, idleTimeoutMillis: 0 });
await pool.query(
  'CREATE TABLE IF NOT EXISTS plain_event (id bigserial PRIMARY KEY, body jsonb NOT NULL)',
);

const app = express();
app.disable('x-powered-by');
app.use(express.json(), express.urlencoded({ extended: true }));
app.post(['/webhook/bling', '/webhook/bitrix24'], async (request, response) => {
  await pool.query({
    name: 'insert-plain-event',
    text: 'INSERT INTO plain_event (body) VALUES ($1)',
    values: [request.body],
  });
  response.json({ received: true });
});

const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('There is no port.');
  process.send?.({ port: address.port });
});
server.keepAliveTimeout = 65_000;
