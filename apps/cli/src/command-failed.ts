import type { ExitCode } from './exit-codes.ts';

/** The end of a command that did not do what was asked: one sentence, and what to do next. */
export class CommandFailed extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CommandFailed';
    this.exitCode = exitCode;
  }
}
