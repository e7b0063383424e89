import cliProgress from 'cli-progress';
import type { Progress } from './play/day.ts';

/** What people see while days are played; writes to standard error only. */
export interface ProgressScreen {
  /** A line of its own, above the bars. */
  say(text: string): void;
  /** For one day: days that are played side by side have one each. */
  open(): Progress;
}

/** A bar per step on a terminal, a line per finished step elsewhere. */
export function createProgressScreen(): ProgressScreen {
  const { stderr } = process;
  if (!stderr.isTTY) {
    return { say: (text) => void stderr.write(`${text}\n`), open: createProgressLines };
  }
  const bars = new cliProgress.MultiBar({
    stream: stderr,
    format: '  {title} {bar} {value}/{total}  {duration_formatted}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
  });
  let underWay = 0;
  return {
    // Between two steps there are no bars, and nothing that would print what is logged.
    say: (text) => void (underWay > 0 ? bars.log(`${text}\n`) : stderr.write(`${text}\n`)),
    open: () => {
      let bar: cliProgress.SingleBar | undefined;
      return {
        begin: (title, total) => {
          underWay += 1;
          bar = bars.create(total, 0, { title: title.padEnd(46) });
        },
        reach: (done) => bar?.update(done),
        end: () => {
          bar?.stop();
          underWay -= 1;
          if (underWay === 0) bars.stop();
        },
      };
    },
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
