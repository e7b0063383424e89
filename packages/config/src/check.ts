import { spawn } from 'node:child_process';
import { root } from './project-files.ts';

interface Part {
  /** The word at the beginning of its line. */
  readonly name: string;
  /** The task of turbo.json behind it. */
  readonly task: string;
  /** What to do when it fails. */
  readonly remedy: string;
}

interface Outcome {
  readonly passed: boolean;
  readonly fromCache: boolean;
  readonly seconds: number;
  readonly output: string;
}

const parts: readonly Part[] = [
  {
    name: 'lint',
    task: '//#lint:run',
    remedy: 'Each report says what to do instead; packages/config/README.md says why.',
  },
  {
    name: 'types',
    task: '//#types:run',
    remedy: 'Run `npx tsc -p packages/config/tsconfig.project.json` until it is silent.',
  },
  {
    name: 'format',
    task: '//#format:run',
    remedy: 'Run `npx prettier --write .` and look at what it changed.',
  },
  {
    name: 'walls',
    task: '//#walls:run',
    remedy: 'The test names say which wall; packages/config/src/*.test.ts says what it holds.',
  },
];

/** Parts at a time: each of them keeps one core busy. */
const lanes = 2;

const howTurboSpeaks = [
  '--output-logs=errors-only',
  '--log-prefix=none',
  '--continue=always',
  '--concurrency=2',
];

/** Runs one part through turbo, which answers from .turbo when no file of the part has changed. */
function runPart({ task }: Part): Promise<Outcome> {
  const started = performance.now();
  const args = ['run', task, ...howTurboSpeaks];
  return new Promise((resolve) => {
    const turbo = spawn('turbo', args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    turbo.stdout.on('data', collect);
    turbo.stderr.on('data', collect);
    turbo.on('error', (error) => {
      output += `turbo did not start: ${error.message}. Run the check by \`npm run check\`.\n`;
    });
    turbo.on('close', (code) =>
      resolve({
        passed: code === 0,
        fromCache: output.includes('FULL TURBO'),
        seconds: (performance.now() - started) / 1000,
        output,
      }),
    );
  });
}

function report(part: Part, { passed, fromCache, seconds, output }: Outcome): void {
  if (!passed) process.stdout.write(`${output}\n${part.remedy}\n`);
  const verdict = passed ? 'passed' : 'FAILED';
  const source = fromCache ? ', nothing changed since it last passed' : '';
  process.stdout.write(`${part.name.padEnd(7)}${verdict} (${seconds.toFixed(1)} s${source})\n`);
}

async function runLane(queue: Part[]): Promise<boolean> {
  let passed = true;
  for (let part = queue.shift(); part; part = queue.shift()) {
    const outcome = await runPart(part);
    report(part, outcome);
    passed &&= outcome.passed;
  }
  return passed;
}

const queue = [...parts];
const verdicts = await Promise.all(Array.from({ length: lanes }, () => runLane(queue)));
const passed = verdicts.every(Boolean);
process.stdout.write(passed ? 'check passed\n' : 'check FAILED: see above\n');
process.exitCode = passed ? 0 : 1;
