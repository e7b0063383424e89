import { toMaskedMessage } from '@ponte/logging/mask';
import { OperationRefused } from '@ponte/operations/ports';
import { CommandFailed } from './command-failed.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

const REFUSALS = {
  'not-found': EXIT.notFound,
  conflict: EXIT.conflict,
  'bad-request': EXIT.usage,
} as const satisfies Record<OperationRefused['kind'], ExitCode>;

const UNREACHABLE_CODES = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH'],
  ...['ENETUNREACH', 'EPIPE'],
  // Prisma: no connection was free in time, for a statement and for a transaction.
  ...['P2024', 'P2028'],
]);

/** PostgreSQL: too slow, stopping, starting, cut, out of connections. */
const UNREACHABLE_STATE = /^(?:57014|57P0\d|08\w{3}|53300)$/;

const UNREACHABLE_WORDS =
  /connection terminated|timeout exceeded when trying to connect|did not answer within|query read timeout/i;

/**
 * Any thrown thing as the one sentence and exit code that a person gets. `place` names the database
 * without its password.
 */
export function toFailure(thrown: unknown, place: string): CommandFailed {
  if (thrown instanceof CommandFailed) return thrown;
  if (thrown instanceof OperationRefused) {
    return new CommandFailed(REFUSALS[thrown.kind], thrown.message, { cause: thrown });
  }
  const [exitCode, sentence] = classify(thrown, place);
  return new CommandFailed(exitCode, sentence, { cause: thrown });
}

function classify(thrown: unknown, place: string): [ExitCode, string] {
  if (thrown instanceof Error && thrown.name === 'QueueUnreachable') {
    return [
      EXIT.network,
      `The queue does not answer: ${toMaskedMessage(thrown)} Start Redis or correct REDIS_URL; what is written in the rows is kept.`,
    ];
  }
  const codes = listCodes(thrown);
  const has = (test: (code: string) => boolean): boolean => codes.some(test);
  if (has((code) => code === '28P01' || code === '28000')) {
    return [
      EXIT.permission,
      `PostgreSQL at ${place} refuses the user or password of DATABASE_URL. Correct it and try again.`,
    ];
  }
  if (has((code) => code === '42501')) {
    return [
      EXIT.permission,
      `The user of DATABASE_URL lacks a right in ${place}: ${toMaskedMessage(thrown)}`,
    ];
  }
  if (has((code) => code === '3D000')) {
    return [
      EXIT.usage,
      `The database ${place} does not exist. Create it, then run "ponte migrate".`,
    ];
  }
  if (has((code) => ['42P01', '42703', 'P2021', 'P2022'].includes(code))) {
    return [
      EXIT.conflict,
      `The database ${place} lacks tables of this version. Run "ponte migrate".`,
    ];
  }
  const isAway =
    has((code) => UNREACHABLE_CODES.has(code) || UNREACHABLE_STATE.test(code)) ||
    UNREACHABLE_WORDS.test(thrown instanceof Error ? thrown.message : '');
  if (isAway) {
    return [
      EXIT.network,
      `PostgreSQL at ${place} does not answer (${codes[0] ?? 'no answer in time'}). Start it, or correct DATABASE_URL.`,
    ];
  }
  const words = toMaskedMessage(thrown);
  return [EXIT.failed, words === '' ? 'An unexpected fault without a message.' : words];
}

/** The codes of an error and of everything that caused it, the outermost first. */
function listCodes(thrown: unknown): string[] {
  if (!(thrown instanceof Error)) return [];
  const own = 'code' in thrown && typeof thrown.code === 'string' ? [thrown.code] : [];
  const inner = thrown instanceof AggregateError ? thrown.errors : [];
  return [...own, ...listCodes(thrown.cause), ...inner.flatMap(listCodes)];
}
