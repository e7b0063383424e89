import { maskText } from '@ponte/logging/mask';
import { EXIT, type ExitCode } from '../exit-codes.ts';

/** skipped: not looked at, because something before it is wrong. */
export type CheckState = 'ok' | 'warning' | 'problem' | 'skipped';

/** One line of the report. */
export interface Check {
  readonly area: string;
  readonly state: CheckState;
  readonly text: string;
  /** What to do; null when there is nothing to do. */
  readonly next: string | null;
  /** What a problem of this kind makes the command end with. */
  readonly exitCode: ExitCode;
}

/** All is well. */
export function ok(area: string, text: string): Check {
  return make({ area, state: 'ok', text, next: null, exitCode: EXIT.ok });
}

/** It works, and something should be done. */
export function warning(area: string, text: string, next: string | null): Check {
  return make({ area, state: 'warning', text, next, exitCode: EXIT.ok });
}

/** It does not work. */
export function problem(
  area: string,
  text: string,
  { next = null, exitCode = EXIT.failed }: { next?: string | null; exitCode?: ExitCode } = {},
): Check {
  return make({ area, state: 'problem', text, next, exitCode });
}

export function skipped(area: string, text: string): Check {
  return make({ area, state: 'skipped', text, next: null, exitCode: EXIT.ok });
}

function make(check: Check): Check {
  return {
    ...check,
    text: maskText(check.text),
    next: check.next === null ? null : maskText(check.next),
  };
}
