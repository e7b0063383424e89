import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import type { Clock } from '@ponte/clock';
import { maskText, SECRET_KEYS } from './mask.ts';

/** A pino logger with the house's fields; see ARCHITECTURE.md for the event names. */
export type Logger = PinoLogger;

export interface LoggerOptions {
  /** api, worker, cli, demo. */
  service: string;
  /** pino's level names; LOG_LEVEL. */
  level: string;
  /** Lines carry this clock's time, so that scaled runs read right. */
  clock?: Clock;
  /** Where lines go; standard output when absent. Tests read lines from here. */
  destination?: DestinationStream;
}

/**
 * One JSON line per ending on standard output. `msg` is the dotted event name in the past tense
 * (`job.finished`), everything else is a field. Secrets are masked here, not by the caller.
 */
export function createLogger(options: LoggerOptions): Logger {
  const { clock } = options;
  const settings = {
    level: options.level,
    base: { service: options.service },
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: () => `,"time":"${(clock?.now() ?? new Date()).toISOString()}"`,
    // Deeper keys are masked in the finished line: pino's wildcards cost twenty times the line itself.
    redact: { paths: SECRET_KEYS.map((key) => `["${key}"]`), censor: '[masked]' },
    serializers: { err: toErrorField },
  };
  const stream = options.destination ?? pino.destination(1);
  return pino(settings, { write: (line: string) => stream.write(maskText(line)) });
}

function toErrorField(thrown: unknown): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { message: String(thrown) };
  const coded = thrown as Error & { code?: unknown; kind?: unknown };
  return {
    type: thrown.name,
    message: thrown.message,
    ...(coded.code === undefined ? {} : { code: coded.code }),
    ...(coded.kind === undefined ? {} : { kind: coded.kind }),
    ...(thrown.stack === undefined ? {} : { stack: thrown.stack }),
    ...(thrown.cause === undefined ? {} : { cause: toErrorField(thrown.cause) }),
  };
}
