import { QueueUnreachable } from '@ponte/jobs/unreachable';
import { OperationRefused } from '@ponte/operations/ports';
import { HttpProblem, type ProblemCode } from './problems.ts';

const REFUSALS = {
  'not-found': 'not-found',
  conflict: 'conflict',
  'bad-request': 'bad-request',
} as const satisfies Record<OperationRefused['kind'], ProblemCode>;

/** What body parsers call their troubles (body-parser's `type`). */
const PARSER_TROUBLES = new Map<string, readonly [ProblemCode, string?]>([
  [
    'entity.parse.failed',
    ['bad-request', 'The body is not valid JSON. Check quotes, commas and braces.'],
  ],
  ['entity.too.large', ['too-large', 'The body may have 100 kB.']],
  ['encoding.unsupported', ['wrong-content-type']],
  ['charset.unsupported', ['wrong-content-type']],
  ['parameters.too.many', ['too-large', 'The form has too many fields.']],
  ['request.aborted', ['bad-request', 'The request ended before its body did.']],
  ['request.size.invalid', ['bad-request', 'The body is not as long as its Content-Length says.']],
]);

const STORE_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT']);

const STORE_WORDS =
  /connection (?:terminated|timeout)|timeout exceeded when trying to connect|query read timeout|statement timeout/i;

/** Anything thrown, as the problem to answer with. What nobody foresaw is a fault of ours. */
export function toProblem(thrown: unknown): HttpProblem {
  if (thrown instanceof HttpProblem) return thrown;
  if (thrown instanceof OperationRefused) {
    return new HttpProblem(REFUSALS[thrown.kind], thrown.message);
  }
  if (thrown instanceof QueueUnreachable) return new HttpProblem('queue-unavailable');
  const parser = PARSER_TROUBLES.get(wordOf(thrown, 'type'));
  if (parser !== undefined) return new HttpProblem(...parser);
  if (thrown instanceof URIError)
    return new HttpProblem('bad-request', 'The address is not valid.');
  return new HttpProblem(isStoreTrouble(thrown) ? 'store-unavailable' : 'internal-fault');
}

/** True when PostgreSQL is away, going away, full or too slow, as pg and Prisma say it. */
export function isStoreTrouble(thrown: unknown): boolean {
  for (let at: unknown = thrown; at instanceof Error; at = at.cause) {
    const code = wordOf(at, 'code');
    if (STORE_CODES.has(code) || /^(?:08|53|57|P1|P2024|P2028)/.test(code)) return true;
    if (STORE_WORDS.test(at.message)) return true;
  }
  return wordOf(thrown, 'name') === 'PrismaClientInitializationError';
}

function wordOf(thrown: unknown, name: string): string {
  if (typeof thrown !== 'object' || thrown === null) return '';
  const word: unknown = Reflect.get(thrown, name);
  return typeof word === 'string' ? word : '';
}
