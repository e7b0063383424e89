import type { Server } from 'node:net';

/** Listens on 127.0.0.1 only; port 0 takes a free one. Returns the port; says so if it is taken. */
export function listenOnLoopback(server: Server, port: number, purpose: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      reject(new Error(explain(error, port, purpose), { cause: error }));
    };
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', fail);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function explain(error: NodeJS.ErrnoException, port: number, purpose: string): string {
  if (error.code === 'EADDRINUSE') {
    return `Port ${port} for ${purpose} is taken. Stop the other program or choose another port (0 takes a free one).`;
  }
  if (error.code === 'EACCES') {
    return `Port ${port} for ${purpose} may not be opened by this user. Choose one above 1023.`;
  }
  return `Port ${port} for ${purpose} could not be opened: ${error.message}.`;
}

/** Closes a server and every connection it still holds. */
export function closeServer(server: Server & { closeAllConnections?: () => void }): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections?.();
  });
}
