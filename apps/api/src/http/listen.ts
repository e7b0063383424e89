import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ApiServer } from './server.ts';

/** Resolves with the port; rejects with what to do when the port or the address cannot be had. */
export function listen(
  server: Server,
  { host, port }: { host: string; port: number },
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const words =
        cause.code === 'EADDRINUSE'
          ? `The port ${port} is taken: end the other program or set SERVER_PORT.`
          : `The api cannot listen on ${host}:${port}: set SERVER_HOST and SERVER_PORT.`;
      reject(new Error(words, { cause }));
    });
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Refuses new connections and lets open requests end; after `withinMs` real milliseconds they are cut. */
export async function closeServer({ server, lane }: ApiServer, withinMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  lane.close();
  const late = setTimeout(() => {
    server.closeAllConnections();
    lane.destroy();
  }, withinMs);
  await closed;
  clearTimeout(late);
}
