/** A POST that lies whole in one piece of what a connection has sent. */
export interface WholeRequest {
  /** As it was sent, query included. */
  readonly url: string;
  /** Names in lower case; no name occurs twice. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The sender wants the connection closed behind the answer. */
  readonly isLast: boolean;
}

const END_OF_HEAD = '\r\n\r\n';
const LONGEST_HEAD = 8_192;

/** RFC 9112 without anything that two readers could understand in two ways. */
const HEAD = /^POST \/[!-"$-~]* HTTP\/1\.1(?:\r\n[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e]*)+$/;
const URL_START = 'POST '.length;
const LENGTH = /^(?:0|[1-9]\d{0,6})$/;

/** Headers that change how a body is framed or what the connection is: never read here. */
const NOT_FOR_US = ['transfer-encoding', 'expect', 'upgrade', 'trailer', 'te'];

/**
 * Reads one request, or says by `undefined` that Node's own parser shall judge: because a part of
 * it has not come yet, because more than it has come, because it is anything but a plain HTTP/1.1
 * POST with one Content-Length, or because anything about its head is unusual. What is read here,
 * every parser reads the same way; so no proxy in front can be made to see other requests than we do.
 */
export function readWholeRequest(bytes: Buffer): WholeRequest | undefined {
  const headEnd = bytes.indexOf(END_OF_HEAD);
  if (headEnd === -1 || headEnd > LONGEST_HEAD) return undefined;
  const head = bytes.toString('latin1', 0, headEnd);
  if (!HEAD.test(head)) return undefined;
  const headers = readHeaders(head);
  if (headers?.['host'] === undefined) return undefined;
  if (NOT_FOR_US.some((name) => headers[name] !== undefined)) return undefined;
  const connection = headers['connection']?.toLowerCase() ?? 'keep-alive';
  if (connection !== 'keep-alive' && connection !== 'close') return undefined;
  const bodyStart = headEnd + END_OF_HEAD.length;
  const length = headers['content-length'];
  if (length === undefined || !LENGTH.test(length)) return undefined;
  if (bytes.length !== bodyStart + Number(length)) return undefined;
  const url = head.slice(URL_START, head.indexOf(' ', URL_START));
  return { url, headers, body: bytes.subarray(bodyStart), isLast: connection === 'close' };
}

/** Undefined when a name occurs twice, or is one that every object has: such a head is odd enough. */
function readHeaders(head: string): Record<string, string> | undefined {
  const headers: Record<string, string> = {};
  let at = head.indexOf('\r\n');
  while (at !== -1) {
    const colon = head.indexOf(':', at);
    const next = head.indexOf('\r\n', colon);
    const name = head.slice(at + 2, colon).toLowerCase();
    if (headers[name] !== undefined) return undefined;
    headers[name] = head.slice(colon + 1, next === -1 ? undefined : next).trim();
    at = next;
  }
  return headers;
}
