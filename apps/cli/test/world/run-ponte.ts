import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

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

/** Runs the command line as a person's shell would: a process of its own, off a terminal. */
export async function runPonte(args: readonly string[], options: RunOptions): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  let isPressed = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (isPressed || options.interruptAt === undefined) return;
    isPressed = stderr.includes(options.interruptAt);
    if (isPressed) child.kill('SIGINT');
  });
  child.stdin.end(options.stdin ?? '');
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, stdout, stderr, json: <Answer>() => JSON.parse(stdout) as Answer };
}
