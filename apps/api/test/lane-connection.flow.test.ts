import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { AnswerWhole } from '../src/ingress/answer-whole.ts';
import { LaneConnection } from '../src/ingress/lane-connection.ts';
import type { WholeRequest } from '../src/ingress/whole-request.ts';

/** Larger than what two sockets keep between a writer and a sender who does not read. */
const LARGE = 8_000_000;

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

interface Lane {
  readonly sender: Socket;
  readonly connection: LaneConnection;
  readonly taken: WholeRequest[];
  readonly handedOver: string[];
  readonly isLeft: () => boolean;
}

async function openLane(answer: AnswerWhole, firstWithinMs = 60_000): Promise<Lane> {
  const taken: WholeRequest[] = [];
  const handedOver: string[] = [];
  let isLeft = false;
  const server: Server = createServer({ allowHalfOpen: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  const sender = connect({
    port: (server.address() as AddressInfo).port,
    host: '127.0.0.1',
    allowHalfOpen: true,
  });
  sender.on('error', () => undefined);
  const [socket] = (await accepted) as [Socket];
  const connection = new LaneConnection(socket, {
    times: { firstWithinMs, restMs: 60_000 },
    answer: (request, done) => {
      taken.push(request);
      return answer(request, done);
    },
    handOver: (given) => given.on('data', (bytes: Buffer) => handedOver.push(bytes.toString())),
    onLeft: () => (isLeft = true),
  });
  ends.push(() => {
    sender.destroy();
    socket.destroy();
    server.close();
  });
  return { sender, connection, taken, handedOver, isLeft: () => isLeft };
}

const post = (body: string, more = ''): string =>
  `POST /x HTTP/1.1\r\nHost: x\r\n${more}Content-Length: ${body.length}\r\n\r\n${body}`;

it('takes nothing more from a sender that does not read, and then all in order', async () => {
  let answered = 0;
  const lane = await openLane((_request, done) => {
    answered += 1;
    const mark = answered;
    done(() => Buffer.alloc(LARGE, String(mark)));
    return true;
  });
  lane.sender.pause();
  lane.sender.write(post('1'));
  await expect.poll(() => lane.taken.length).toBe(1);
  lane.sender.write(post('2'));
  const got: Buffer[] = [];
  lane.sender.on('data', (bytes: Buffer) => got.push(bytes));
  expect(lane.taken).toHaveLength(1);
  lane.sender.resume();
  await expect.poll(() => Buffer.concat(got).length).toBe(2 * LARGE);
  const all = Buffer.concat(got);
  expect([all[0], all[LARGE]]).toEqual(['1', '2'].map((mark) => mark.charCodeAt(0)));
  expect(lane.handedOver).toEqual([]);
});

it('reads nothing behind the answer that it said was the last', async () => {
  const lane = await openLane((_request, done) => {
    setImmediate(done, () => Buffer.from('the last'));
    return true;
  });
  lane.sender.write(post('1', 'Connection: close\r\n'));
  const [answer] = (await once(lane.sender, 'data')) as [Buffer];
  expect(answer.toString()).toBe('the last');
  lane.sender.write(post('2'));
  await expect.poll(lane.isLeft).toBe(true);
  expect(lane.taken).toHaveLength(1);
});

it('hands over what it does not answer, from the first byte', async () => {
  const lane = await openLane(() => false);
  lane.sender.write(post('for somebody else'));
  await expect.poll(() => lane.handedOver.join('')).toBe(post('for somebody else'));
  expect(lane.isLeft()).toBe(true);
});

it('hands over a request of which only a part has come, and its rest comes behind it', async () => {
  const lane = await openLane(() => true);
  lane.sender.write(post('1').slice(0, 20));
  await expect.poll(lane.isLeft).toBe(true);
  lane.sender.write(post('1').slice(20));
  await expect.poll(() => lane.handedOver.join('')).toBe(post('1'));
  expect(lane.taken).toEqual([]);
});

it('lets go of a half-open connection when the api ends', async () => {
  const lane = await openLane((_request, done) => {
    done(() => Buffer.from('answer'));
    return true;
  });
  lane.sender.write(post('1'));
  await once(lane.sender, 'data');
  lane.connection.close();
  await expect.poll(lane.isLeft).toBe(true);
});

it('cuts a sender that says nothing', async () => {
  const lane = await openLane(() => true, 50);
  await expect.poll(lane.isLeft).toBe(true);
});
