/**
 * 1C's answers as the onion can judge them. `$count` and HTTP services begin with a BOM (HCB parser),
 * `$metadata` is XML (V174), posting answers with nothing, and trouble comes as pages and stack texts
 * (KZ client.ts). What is not JSON is wrapped, so that the classifier sees its words.
 */
import { AnswerBytes } from '../http/answer-bytes.ts';

/** What is not JSON, once wrapped. */
export interface PlainAnswer {
  readonly plainText: string;
}

/** The text of a wrapped answer; undefined for real JSON. */
export function findPlainText(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, 'plainText')) {
    return undefined;
  }
  const { plainText } = body as { plainText?: unknown };
  return typeof plainText === 'string' ? plainText : undefined;
}

/** A stack text of 1C begins with a brace too: `{Module(12)}: …`. */
const JSON_START = /^\s*(?:\{\s*["}]|\[)/;

/** The same bytes without a BOM when they are JSON, else wrapped. */
export function toJudgedBytes(bytes: AnswerBytes): AnswerBytes {
  const view = bytes.view;
  // The common case, and the large one: nothing to do.
  if (JSON_START.test(view.toString('latin1', 0, 40))) return bytes;
  const text = view.toString('utf8').replace(/^\uFEFF/, '');
  bytes.release();
  const isJson = JSON_START.test(text);
  const plain: PlainAnswer = { plainText: text };
  return toBytes(isJson ? text : JSON.stringify(plain));
}

function toBytes(text: string): AnswerBytes {
  const content = Buffer.from(text, 'utf8');
  const bytes = new AnswerBytes(content.length);
  bytes.add(content);
  return bytes;
}
