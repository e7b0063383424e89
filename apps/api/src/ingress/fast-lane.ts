import type { Socket } from 'node:net';
import { createAnswer, type AnswerOptions } from './answer-whole.ts';
import { LaneConnection, type LaneTimes } from './lane-connection.ts';

export interface FastLane {
  /**
   * Serves a new connection. The first thing on it that is not a whole, plain webhook goes with
   * the whole connection to `handOver`, nothing of it consumed.
   */
  serve(socket: Socket, handOver: (socket: Socket) => void): void;
  /** From now on connections are closed behind the answer they wait for; idle ones at once. */
  close(): void;
  /** Cuts what is still open. */
  destroy(): void;
}

/**
 * Most of what Node's http does for a request is not needed for a webhook that arrives in one
 * piece: no streams, no message objects, no second turn of the event loop. Such requests are read
 * from the socket, checked, committed with the others and answered here, at about a third of the
 * processor's time; every other connection is Node's, from its first byte.
 */
export function createFastLane(options: AnswerOptions, times: LaneTimes): FastLane {
  const connections = new Set<LaneConnection>();
  const answer = createAnswer(options);
  let isClosing = false;
  return {
    serve: (socket, handOver) => {
      if (isClosing) return void socket.destroy();
      const onLeft = (): void => void connections.delete(connection);
      const connection = new LaneConnection(socket, { answer, times, handOver, onLeft });
      connections.add(connection);
    },
    close: () => {
      isClosing = true;
      for (const connection of connections) connection.close();
    },
    destroy: () => {
      for (const connection of connections) connection.destroy();
    },
  };
}
