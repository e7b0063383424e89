import { describe, expect, it } from 'vitest';
import { readWholeRequest } from './whole-request.ts';

const LINE = 'POST /webhook/bitrix24 HTTP/1.1';
const HEADERS = ['Host: ponte.test', 'Content-Type: text/plain', 'Content-Length: 5'];

function toBytes(line: string, headers: readonly string[], body = 'hello'): Buffer {
  return Buffer.from(`${[line, ...headers].join('\r\n')}\r\n\r\n${body}`, 'latin1');
}

it('reads a plain POST that lies whole in one piece', () => {
  const request = readWholeRequest(toBytes(LINE, [...HEADERS, 'X-Some-Thing:  with\tspaces ']));
  expect(request).toMatchObject({ url: '/webhook/bitrix24', isLast: false });
  expect(request?.body.toString()).toBe('hello');
  expect(request?.headers).toEqual({
    host: 'ponte.test',
    'content-type': 'text/plain',
    'content-length': '5',
    'x-some-thing': 'with\tspaces',
  });
});

it('hears that the sender wants the connection closed', () => {
  expect(readWholeRequest(toBytes(LINE, [...HEADERS, 'Connection: Close']))?.isLast).toBe(true);
});

describe('leaves to Node', () => {
  const withHeader = (header: string): Buffer => toBytes(LINE, [...HEADERS, header]);
  const withLength = (length: string): Buffer =>
    toBytes(LINE, ['Host: ponte.test', `Content-Length:${length}`]);

  it.each<[string, Buffer]>([
    ['another method', toBytes('PUT /webhook/bitrix24 HTTP/1.1', HEADERS)],
    ['another version', toBytes('POST /webhook/bitrix24 HTTP/1.0', HEADERS)],
    ['an absolute address', toBytes('POST http://x/webhook HTTP/1.1', HEADERS)],
    ['a fragment in the address', toBytes('POST /webhook#x HTTP/1.1', HEADERS)],
    ['a space in the address', toBytes('POST /web hook HTTP/1.1', HEADERS)],
    ['a head that has not ended', Buffer.from(`${LINE}\r\nHost: x\r\n`)],
    ['a head that is too long', withHeader(`X: ${'x'.repeat(9_000)}`)],
    ['a body that is not all here', toBytes(LINE, HEADERS, 'hell')],
    ['a second request behind the first', toBytes(LINE, HEADERS, 'hello' + LINE)],
    ['no host', toBytes(LINE, HEADERS.slice(1))],
    ['no length', toBytes(LINE, HEADERS.slice(0, 2))],
    ['two lengths', withHeader('content-length: 5')],
    ['a length with a sign', withLength(' +5')],
    ['a length with a zero in front', withLength(' 05')],
    ['two lengths in one', withLength(' 5, 5')],
    ['a length in hexadecimal', withLength(' 0x5')],
    ['a chunked body', withHeader('Transfer-Encoding: chunked')],
    ['a question before the body', withHeader('Expect: 100-continue')],
    ['an upgrade', withHeader('Upgrade: h2c')],
    ['an unusual connection', withHeader('Connection: upgrade')],
    ['a header twice', withHeader('Host: other.test')],
    ['a space before the colon', withHeader('X-Some : thing')],
    ['a folded header', withHeader('X-Some: thing\r\n folded')],
    ['a header without a colon', withHeader('X-Some')],
    ['a header without a name', withHeader(': thing')],
    ['a lone line feed', withHeader('X-Some: thing\nX-Other: thing')],
    ['a lone carriage return', withHeader('X-Some: a\rb')],
    ['a control character', withHeader('X-Some: a\0b')],
    ['a letter beyond ASCII', withHeader('X-Some: \u00e9')],
    ['a name that every object has', withHeader('constructor: x')],
    ['a name that is every object', withHeader('__proto__: x')],
  ])('%s', (_what, bytes) => expect(readWholeRequest(bytes)).toBeUndefined());
});
