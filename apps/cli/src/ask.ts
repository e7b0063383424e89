import { createInterface } from 'node:readline/promises';
import { CommandFailed } from './command-failed.ts';
import { EXIT } from './exit-codes.ts';
import type { Input, Output } from './streams.ts';

/** Questions to the person. Off a terminal nothing is asked: the command ends and says what to pass. */
export interface Asker {
  /** Ends the command unless the answer is yes. `pass` is the option that answers beforehand. */
  assertConfirmed(question: string, answer: { isGiven: boolean; pass: string }): Promise<void>;
  /** A password, typed twice and not shown. `pass` says what to give instead off a terminal. */
  newPassword(pass: string): Promise<string>;
  /** Everything on standard input without the last line break. */
  readStdin(): Promise<string>;
}

interface Streams {
  stdin: Input;
  stderr: Output;
  signal: AbortSignal;
}

export function createAsker(streams: Streams): Asker {
  const { stdin, stderr, signal } = streams;
  const assertTerminal = (pass: string): void => {
    if (stdin.isTTY) return;
    throw new CommandFailed(EXIT.usage, `Nobody can be asked here: this is no terminal. ${pass}`);
  };
  return {
    assertConfirmed: async (question, { isGiven, pass }) => {
      if (isGiven) return;
      assertTerminal(pass);
      const lines = createInterface({ input: stdin, output: stderr });
      try {
        const answer = await lines.question(`${question} [y/N] `, { signal });
        if (/^y(?:es)?$/i.test(answer.trim())) return;
      } catch (cause) {
        // The only way out of a question without an answer is Ctrl-C.
        throw new CommandFailed(EXIT.interrupted, 'Interrupted. Nothing was done.', { cause });
      } finally {
        lines.close();
      }
      throw new CommandFailed(EXIT.failed, 'Nothing was done.');
    },
    newPassword: async (pass) => {
      assertTerminal(pass);
      const first = await readHidden(streams, 'New password: ');
      const second = await readHidden(streams, 'Once more: ');
      if (first === second) return first;
      throw new CommandFailed(EXIT.usage, 'The two passwords differ. Nothing was done.');
    },
    readStdin: async () => {
      let text = '';
      stdin.setEncoding('utf8');
      for await (const chunk of stdin) text += String(chunk);
      return text.replace(/\r?\n$/, '');
    },
  };
}

const ENTER = /[\r\n\u0004]/;
const INTERRUPT = '\u0003';
const ERASE = /[\u0008\u007f]/;

/** Reads one line from the terminal without showing it. */
function readHidden({ stdin, stderr, signal }: Streams, question: string): Promise<string> {
  stderr.write(question);
  stdin.setRawMode?.(true);
  stdin.setEncoding('utf8');
  stdin.resume();
  return new Promise<string>((resolve, reject) => {
    let typed = '';
    const stop = (): void => {
      stdin.off('data', onData);
      signal.removeEventListener('abort', onAbort);
      stdin.setRawMode?.(false);
      stdin.pause();
      stderr.write('\n');
    };
    const onAbort = (): void => {
      stop();
      reject(new CommandFailed(EXIT.interrupted, 'Interrupted. Nothing was done.'));
    };
    const onData = (chunk: string): void => {
      for (const key of chunk) {
        if (key === INTERRUPT) return onAbort();
        if (ENTER.test(key)) {
          stop();
          return resolve(typed);
        }
        typed = ERASE.test(key) ? typed.slice(0, -1) : typed + key;
      }
    };
    signal.addEventListener('abort', onAbort, { once: true });
    stdin.on('data', onData);
  });
}
