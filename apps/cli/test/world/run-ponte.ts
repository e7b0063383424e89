import { spawn } from 'node:child_process';
import { PassThrough, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { bareEnv } from '@ponte/servers/child-process';
import { CommandFailed } from '../../src/command-failed.ts';
import { readCliEnv } from '../../src/env.ts';
import { EXIT } from '../../src/exit-codes.ts';
import { runCommand } from '../../src/run-command.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as the one JSON document that `--json` promises. */
  json<Answer = Record<string, unknown>>(): Answer;
}

export interface RunOptions {
  env: Readonly<Record<string, string>>;
  stdin?: string;
  /** Ctrl-C is pressed when standard error has these words. */
  interruptAt?: string;
}

/**
 * Runs one command line off a terminal, in the test's own process: a start of Node costs more than
 * most commands do. What only a process has, `runPonteProcess` shows.
 */
export async function runPonte(words: readonly string[], options: RunOptions): Promise<Ended> {
  const interruption = new AbortController();
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const said = watch({ stdout, stderr }, options.interruptAt, () =>
    interruption.abort(new CommandFailed(EXIT.interrupted, 'Interrupted.')),
  );
  const code = await runCommand(words, {
    env: readCliEnv(options.env),
    ...{ stdin: Readable.from([options.stdin ?? '']), stdout, stderr },
    signal: interruption.signal,
  });
  // What was written last is read before the end is told.
  await Promise.all([stdout, stderr].map((stream) => finished(stream.end())));
  return toEnded(code, said);
}

/** The same as a person's shell does it: a process of its own. */
export async function runPonteProcess(
  words: readonly string[],
  options: RunOptions,
): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...words], {
    env: { ...bareEnv(process.env), ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const said = watch(child, options.interruptAt, () => child.kill('SIGINT'));
  child.stdin.end(options.stdin ?? '');
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return toEnded(code, said);
}

interface Said {
  stdout: string;
  stderr: string;
}

function watch(
  { stdout, stderr }: { stdout: Readable; stderr: Readable },
  interruptAt: string | undefined,
  interrupt: () => void,
): Said {
  const said: Said = { stdout: '', stderr: '' };
  let isPressed = false;
  stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  stderr.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text;
    if (isPressed || interruptAt === undefined) return;
    isPressed = said.stderr.includes(interruptAt);
    if (isPressed) interrupt();
  });
  return said;
}

function toEnded(code: number | null, said: Said): Ended {
  return { ...said, code, json: <Answer>() => JSON.parse(said.stdout) as Answer };
}
