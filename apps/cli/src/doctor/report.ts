import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Check } from './check.ts';

/** What `doctor` found; holds no secret. */
export interface Report {
  readonly isWell: boolean;
  readonly exitCode: ExitCode;
  readonly version: string;
  readonly at: Date;
  readonly zone: string;
  readonly checks: readonly Check[];
}

/** Of several problems the one that must be cured first decides. */
const GRAVITY: readonly ExitCode[] = [
  ...[EXIT.usage, EXIT.permission, EXIT.conflict, EXIT.network, EXIT.timedOut],
];

/** The exit code of the whole report; warnings alone are no failure. */
export function toExitCode(checks: readonly Check[]): ExitCode {
  const problems = checks.filter(({ state }) => state === 'problem');
  if (problems.length === 0) return EXIT.ok;
  return GRAVITY.find((code) => problems.some(({ exitCode }) => exitCode === code)) ?? EXIT.failed;
}
