import type { RunRow } from '@ponte/db/runs';
import { EXIT, type ExitCode } from '../exit-codes.ts';

const VENDOR_FAULTS = new Set([
  ...['rate_limited', 'unavailable', 'timeout', 'unexpected_answer'],
  ...['auth_expired', 'auth_revoked'],
]);

/** The exit code of a run that was waited for. */
export function toRunExit(run: RunRow): ExitCode {
  if (run.state === 'done' || run.state === 'skipped') return EXIT.ok;
  return VENDOR_FAULTS.has(run.errorKind ?? '') ? EXIT.network : EXIT.failed;
}
