import { connect, type Socket } from 'node:net';

/** One client connection: one request at a time, nothing but sockets, so that it costs little. */
export interface Line {
  /** Sends one request; `onAnswer` of the line is called when its answer has arrived whole. */
  send(request: Buffer): void;
  end(): void;
}

export interface LineOptions {
  readonly port: number;
  /** True: the answer had a status of 2xx. */
  readonly onAnswer: (isGood: boolean) => void;
  /** The connection was cut; no answer comes any more. */
  readonly onCut: (error: Error | undefined) => void;
}

const NOTHING = Buffer.alloc(0);
const ZERO = 0x30;

/** Opens a connection and resolves when requests may be sent. */
export function openLine(options: LineOptions): Promise<Line> {
  let rest: Buffer = NOTHING;
  let usualLength = -1;
  let isEnded = false;
  const onBytes = (length: number, buffer: Uint8Array): boolean => {
    // Answers of one server are nearly all of one length: then nothing has to be searched.
    if (rest.length === 0 && length === usualLength) {
      options.onAnswer(buffer[9] === ZERO + 2);
      return true;
    }
    rest = Buffer.concat([rest, buffer.subarray(0, length)]);
    const whole = findLength(rest);
    if (whole === undefined || rest.length < whole) return true;
    const isGood = rest[9] === ZERO + 2;
    usualLength = whole;
    rest = NOTHING;
    options.onAnswer(isGood);
    return true;
  };
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({
      port: options.port,
      host: '127.0.0.1',
      noDelay: true,
      onread: { buffer: Buffer.allocUnsafe(8_192), callback: onBytes },
    });
    const line: Line = {
      send: (request) => void socket.write(request),
      end: () => {
        isEnded = true;
        socket.destroy();
      },
    };
    socket.once('connect', () => resolve(line));
    let error: Error | undefined;
    socket.on('error', (cause) => {
      error = cause;
      reject(cause);
    });
    socket.once('close', () => {
      if (!isEnded) options.onCut(error);
    });
  });
}

/** Bytes of the whole answer, head and body; undefined while the head is not there. */
function findLength(answer: Buffer): number | undefined {
  const end = answer.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const head = answer.toString('latin1', 0, end);
  const declared = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (declared === undefined) throw new Error(`An answer without Content-Length:\n${head}`);
  return end + 4 + Number(declared);
}
