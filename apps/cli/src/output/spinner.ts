import type { Writable } from 'node:stream';

/** Something that goes on. */
export interface Progress {
  update(text: string): void;
  /** Clears the line. */
  end(): void;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const EVERY_MS = 100;
/** Goes to the beginning of the terminal's line and empties it. */
export const CLEAR_LINE = '\r\u001b[2K';

/**
 * A turning sign with a text and the seconds that have passed; for terminals only. A line that the
 * terminal would wrap could not be cleared any more, so it is cut.
 */
export function startSpinner(stream: Writable & { columns?: number }, text: string): Progress {
  const startedAt = performance.now();
  let current = text;
  let frame = 0;
  const draw = (): void => {
    const seconds = Math.floor((performance.now() - startedAt) / 1_000);
    frame = (frame + 1) % FRAMES.length;
    const line = `${FRAMES[frame] ?? ''} ${current} ${seconds} s`;
    stream.write(CLEAR_LINE + line.slice(0, (stream.columns ?? Number.MAX_SAFE_INTEGER) - 1));
  };
  const timer = setInterval(draw, EVERY_MS);
  draw();
  return {
    update: (next) => {
      current = next;
    },
    end: () => {
      clearInterval(timer);
      stream.write(CLEAR_LINE);
    },
  };
}
