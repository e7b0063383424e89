import picocolors from 'picocolors';
import type { Output } from '../streams.ts';
import { CLEAR_LINE, startSpinner, type Progress } from './spinner.ts';

export type Paint = ReturnType<typeof picocolors.createColors>;

/** Where a command speaks: data on standard output, everything else on standard error. */
export interface Screen {
  readonly isJson: boolean;
  /** Colours for standard output; plain when they are not wanted or nobody sees them. */
  readonly paint: Paint;
  /** Columns of the terminal; undefined when standard output is no terminal. */
  readonly width: number | undefined;
  /** True when progress is drawn in place; false when it comes as lines or not at all. */
  readonly isLive: boolean;
  /** The answer: as one JSON document when that was asked for, else as text. */
  show(data: unknown, toText: () => string): void;
  /** A remark for the person; nothing with --quiet. */
  note(text: string): void;
  /** Something wrong; also with --quiet. */
  warn(text: string): void;
  /** A wait: turning on a terminal, one line elsewhere, nothing with --quiet. */
  progress(text: string): Progress;
}

export interface ScreenOptions {
  stdout: Output;
  stderr: Output;
  isJson: boolean;
  isQuiet: boolean;
  isColorWanted: boolean;
}

export function createScreen(options: ScreenOptions): Screen {
  const { stdout, stderr, isJson, isQuiet, isColorWanted } = options;
  const errorPaint = picocolors.createColors(isColorWanted && stderr.isTTY === true);
  let turning: Progress | undefined;
  const write = (text: string): void => {
    // A sign that turns is drawn again below what is written now.
    stderr.write(turning === undefined ? `${text}\n` : `${CLEAR_LINE}${text}\n`);
  };
  const note = (text: string): void => {
    if (!isQuiet) write(text);
  };
  const turn = (text: string): Progress => {
    const spinner = startSpinner(stderr, text);
    turning = spinner;
    return {
      update: spinner.update,
      end: () => {
        turning = undefined;
        spinner.end();
      },
    };
  };
  return {
    isJson,
    paint: picocolors.createColors(isColorWanted && stdout.isTTY === true),
    width: stdout.isTTY === true ? stdout.columns : undefined,
    isLive: stderr.isTTY === true && !isQuiet,
    show: (data, toText) => {
      const text = isJson ? toJson(data) : toText();
      if (text !== '') stdout.write(`${text}\n`);
    },
    note,
    warn: (text) => write(errorPaint.yellow(text)),
    progress: (text) => {
      if (isQuiet) return { update: () => undefined, end: () => undefined };
      if (stderr.isTTY === true) return turn(text);
      note(text);
      return { update: () => undefined, end: () => undefined };
    },
  };
}

/** One document; characters that could steer a terminal are escaped. */
export function toJson(data: unknown): string {
  return JSON.stringify(data, null, 2).replace(
    /[\u007f-\u009f]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
