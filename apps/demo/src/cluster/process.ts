import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endChild, endWithUs } from '@ponte/servers/child-process';
import { inheritedEnv } from '../env.ts';
import { heapFlags } from './heap-flags.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

export interface ProcessOptions {
  /** api or worker: the folder below apps. */
  app: 'api' | 'worker';
  env: Readonly<Record<string, string>>;
  /** Where the log lines go; absent: to our own standard output. */
  logFolder?: string;
  /** Restarts the process whenever its sources change. */
  watches?: boolean;
  /** Every line of standard output that is not a log line. */
  onSentence?(sentence: string): void;
}

export interface RunningProcess {
  readonly app: string;
  readonly pid: number;
  readonly logFile: string | undefined;
  /** Resolves with a sentence when the process ends by itself. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/** Starts one of the apps as a process of its own, as an operator would. */
export function startProcess(options: ProcessOptions): RunningProcess {
  const { app, logFolder } = options;
  const logFile = logFolder === undefined ? undefined : join(logFolder, `${app}.log`);
  const main = join(root, 'apps', app, 'src', 'main.ts');
  const watch = options.watches === true ? ['--watch'] : [];
  const child = spawn(process.execPath, [...heapFlags[app], ...watch, main], {
    cwd: root,
    env: { ...inheritedEnv(), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endWithUs(child, 'SIGKILL');
  const log = logFile === undefined ? process.stdout : createWriteStream(logFile, { flags: 'a' });
  let lastWords = '';
  const onLine = (line: string): void => {
    lastWords = `${lastWords}${line}\n`.slice(-2_000);
    log.write(`${line}\n`);
    if (!line.startsWith('{')) options.onSentence?.(line);
  };
  readLines(child, onLine);
  return {
    app,
    pid: child.pid ?? 0,
    logFile,
    ended: new Promise((resolve) => {
      child.once('error', (error) => resolve(`The ${app} could not be started: ${error.message}`));
      child.once('exit', (code, signal) =>
        resolve(`The ${app} ended (${signal ?? `code ${code}`}). Its last words:\n${lastWords}`),
      );
    }),
    stop: () => endChild(child, 'SIGTERM'),
  };
}

function readLines(child: ChildProcess, onLine: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.on('data', (chunk: Buffer) => {
      const lines = `${rest}${chunk.toString()}`.split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(onLine);
    });
  }
}
