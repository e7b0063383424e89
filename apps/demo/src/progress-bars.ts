import cliProgress from 'cli-progress';
import type { Progress } from './play/day.ts';

/** A bar per step on a terminal, a line per finished step elsewhere. Writes to standard error only. */
export function createProgressBars(): Progress {
  const { stderr } = process;
  if (!stderr.isTTY) return createProgressLines();
  const bar = new cliProgress.SingleBar({
    stream: stderr,
    format: '  {title} {bar} {value}/{total}  {duration_formatted}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
  });
  return {
    begin: (title, total) => bar.start(total, 0, { title: title.padEnd(46) }),
    reach: (done) => bar.update(done),
    end: () => bar.stop(),
  };
}

function createProgressLines(): Progress {
  let title = '';
  let done = 0;
  let total = 0;
  let began = 0;
  return {
    begin: (name, count) => {
      [title, total, done, began] = [name, count, 0, performance.now()];
    },
    reach: (count) => {
      done = count;
    },
    end: () => {
      const seconds = ((performance.now() - began) / 1_000).toFixed(1);
      process.stderr.write(`  ${title.padEnd(46)} ${done}/${total}  ${seconds} s\n`);
    },
  };
}
