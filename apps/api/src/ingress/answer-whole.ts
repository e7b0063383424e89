import { isReceived, toRefusal } from './answer.ts';
import type { AnswerBytes } from './answer-bytes.ts';
import { isMediaType } from './media-type.ts';
import type { Outcome } from './outcomes.ts';
import { pathOf } from './paths.ts';
import type { Receive } from './receive.ts';
import type { Source } from './sources.ts';
import type { Tally } from './tally.ts';
import type { WholeRequest } from './whole-request.ts';

export interface AnswerOptions {
  readonly byPath: ReadonlyMap<string, Source>;
  readonly receive: Receive;
  readonly tally: Tally;
  readonly docsUrl: string;
  readonly bytes: AnswerBytes;
  /** Told of a bug in a check; the sender is asked to come again. */
  readonly onBug: (error: unknown) => void;
}

/** Makes the answer's bytes, with or without the word that it is the connection's last. */
export type MakeAnswer = (isLast: boolean) => Buffer;

/**
 * Takes a request and calls back once with its answer, after the commit. False: the request is for
 * somebody else, or is refused for its size or its type, which the raw route says.
 */
export type AnswerWhole = (request: WholeRequest, done: (make: MakeAnswer) => void) => boolean;

/** The webhook's way from its bytes to its answer, with nothing of HTTP but words in between. */
export function createAnswer(options: AnswerOptions): AnswerWhole {
  const { receive, tally, docsUrl, bytes, onBug } = options;
  return (request, done) => {
    const source = findSource(request, options.byPath);
    if (source === undefined) return false;
    let isSettled = false;
    const settle = (outcome: Outcome, problem?: string): void => {
      isSettled = true;
      tally.add(source.vendor, outcome);
      if (isReceived(outcome)) return done((isLast) => bytes.received(outcome, isLast));
      const instance = pathOf(request.url);
      const refusal = toRefusal(outcome, { docsUrl, instance, problem });
      done((isLast) => bytes.refusal(refusal, isLast));
    };
    try {
      receive(source, { raw: request.body, headers: request.headers }, settle);
    } catch (error) {
      onBug(error);
      if (!isSettled) settle('store-failed');
    }
    return true;
  };
}

function findSource(
  { url, headers, body }: WholeRequest,
  byPath: AnswerOptions['byPath'],
): Source | undefined {
  const source = byPath.get(url) ?? byPath.get(pathOf(url));
  if (source === undefined || body.length > source.maxBytes) return undefined;
  return isMediaType(headers, source.mediaType) ? source : undefined;
}
