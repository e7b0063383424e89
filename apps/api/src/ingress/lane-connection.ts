import type { Socket } from 'node:net';
import type { AnswerWhole, MakeAnswer } from './answer-whole.ts';
import { readWholeRequest } from './whole-request.ts';

export interface LaneTimes {
  /** Real milliseconds in which the first request must have begun; a silent sender is cut without a word. */
  readonly firstWithinMs: number;
  /** Real milliseconds that a connection may rest between two requests. */
  readonly restMs: number;
}

export interface LaneSetting {
  readonly answer: AnswerWhole;
  readonly times: LaneTimes;
  readonly handOver: (socket: Socket) => void;
  /** Called once, when the connection is no longer the lane's. */
  readonly onLeft: () => void;
}

const NOTHING = Buffer.alloc(0);
/** Bytes that a sender may send ahead of an answer; more waits in the kernel. */
const MOST_AHEAD = 65_536;

/** One connection while the lane serves it: one request at a time, in the order they came. */
export class LaneConnection {
  readonly #socket: Socket;
  readonly #setting: LaneSetting;
  #isFirst = true;
  #isBusy = false;
  /** The sender does not read its answers: nothing more is taken from it until it does. */
  #isStuck = false;
  #isLast = false;
  #ahead: Buffer = NOTHING;

  constructor(socket: Socket, setting: LaneSetting) {
    this.#socket = socket;
    this.#setting = setting;
    socket.on('data', this.#onData).on('timeout', this.#onTimeout).on('end', this.#onEnd);
    socket.on('error', this.#onError).on('close', setting.onLeft);
    socket.setTimeout(setting.times.firstWithinMs);
  }

  /** Ends behind the answer that is under way, or at once. */
  close(): void {
    this.#isLast = true;
    if (!this.#isBusy) this.#socket.destroy();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  readonly #onData = (chunk: Buffer): void => {
    if (!this.#isBusy && !this.#isStuck) return this.#take(chunk);
    this.#ahead = this.#ahead.length === 0 ? chunk : Buffer.concat([this.#ahead, chunk]);
    if (this.#ahead.length > MOST_AHEAD) this.#socket.pause();
  };

  readonly #onTimeout = (): void => {
    if (!this.#isBusy) this.#socket.destroy();
  };

  /** The sender has said all it wants to say, and may still wait for its answer. */
  readonly #onEnd = (): void => {
    this.#isLast = true;
    if (!this.#isBusy) this.#socket.destroySoon();
  };

  readonly #onError = (): void => void this.#socket.destroy();

  #take(bytes: Buffer): void {
    const request = readWholeRequest(bytes);
    if (request === undefined) return this.#handOver(bytes);
    if (this.#isFirst) this.#socket.setTimeout(this.#setting.times.restMs);
    this.#isFirst = false;
    if (request.isLast) this.#isLast = true;
    this.#isBusy = true;
    if (!this.#setting.answer(request, this.#onAnswer)) this.#handOver(bytes);
  }

  readonly #onAnswer = (make: MakeAnswer): void => {
    this.#isBusy = false;
    if (this.#socket.destroyed) return;
    if (this.#isLast) return this.#endWith(make(true));
    this.#isStuck = !this.#socket.write(make(false));
    if (this.#isStuck) this.#socket.once('drain', this.#onDrain);
    else this.#goOn();
  };

  readonly #onDrain = (): void => {
    this.#isStuck = false;
    this.#goOn();
  };

  /** Whatever comes behind the last answer is not read: nobody would hear what became of it. */
  #endWith(bytes: Buffer): void {
    this.#socket.off('data', this.#onData);
    this.#socket.write(bytes);
    this.#socket.destroySoon();
  }

  readonly #goOn = (): void => {
    if (this.#isBusy || this.#ahead.length === 0) return;
    const bytes = this.#ahead;
    this.#ahead = NOTHING;
    this.#take(bytes);
    this.#socket.resume();
  };

  #handOver(bytes: Buffer): void {
    const socket = this.#socket;
    this.#setting.onLeft();
    socket.setTimeout(0);
    socket.off('data', this.#onData).off('timeout', this.#onTimeout).off('end', this.#onEnd);
    socket.off('error', this.#onError).off('close', this.#setting.onLeft);
    socket.pause();
    socket.unshift(bytes);
    this.#setting.handOver(socket);
    socket.resume();
  }
}
