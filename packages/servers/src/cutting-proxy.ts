import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** For tests: a TCP proxy that can cut a connection between answer and client, or swallow everything. */
export interface CuttingProxy {
  readonly port: number;
  /** How many answers were swallowed so far. */
  readonly cuts: number;
  /** The next answer that comes back is thrown away together with its connection. */
  cutNextAnswer(): void;
  /**
   * A black hole: sockets that are open or opened meanwhile stay open, but no byte passes through
   * them any more, as behind a router that forgot them. Later sockets are sound again.
   */
  swallow(isOn: boolean): void;
  close(): Promise<void>;
}

export async function startCuttingProxy(targetPort: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  const lines = new Set<{ isHole: boolean }>();
  let isArmed = false;
  let isSwallowing = false;
  let cuts = 0;
  const server = createServer((client) => {
    const upstream = connect(targetPort, '127.0.0.1');
    const line = { isHole: isSwallowing };
    lines.add(line);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        lines.delete(line);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (chunk) => {
      if (!line.isHole) upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (line.isHole) return;
      if (!isArmed) {
        client.write(chunk);
        return;
      }
      isArmed = false;
      cuts += 1;
      client.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get cuts() {
      return cuts;
    },
    cutNextAnswer: () => {
      isArmed = true;
    },
    swallow: (isOn) => {
      isSwallowing = isOn;
      if (isOn) for (const line of lines) line.isHole = true;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
