/**
 * The baseline of the ingress bench: an Express 5 route that parses the same body, forgets it and
 * says the same words. Keep-alive is on, nothing is checked, nothing is kept.
 * By hand: `node bare-express.ts 4000`.
 */
import express from 'express';

const app = express();
app.disable('x-powered-by');
app.use(express.json(), express.urlencoded({ extended: true }));
app.post(['/webhook/bling', '/webhook/bitrix24'], (_request, response) => {
  response.json({ received: true });
});

const server = app.listen(Number(process.argv[2]) || 0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('There is no port.');
  if (process.send) process.send({ port: address.port });
  else process.stdout.write(`http://127.0.0.1:${address.port}\n`);
});
server.keepAliveTimeout = 65_000;
