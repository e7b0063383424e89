/**
 * The room there is: Node's own http server that reads the body, forgets it unparsed and says the
 * same words. Nothing that Node serves can be much faster on the machine at hand.
 * By hand: `node node-http.ts 4000`.
 */
import { createServer } from 'node:http';

const WORDS = JSON.stringify({ received: true });

const server = createServer((request, response) => {
  request.resume();
  request.once('end', () => {
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': WORDS.length,
    });
    response.end(WORDS);
  });
});
server.keepAliveTimeout = 65_000;
server.listen(Number(process.argv[2]) || 0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('There is no port.');
  if (process.send) process.send({ port: address.port });
  else process.stdout.write(`http://127.0.0.1:${address.port}\n`);
});
