import { parseArgs } from 'node:util';

export interface DemoOptions {
  /** End after the summary: 0 when every integration reached its end state, else 1. */
  exits: boolean;
  isJson: boolean;
  seed: number;
  port: number | undefined;
  isHelp: boolean;
}

export const demoHelp = `Usage: npm run demo -- [options]

Starts PostgreSQL, the fake vendors, the api and a worker on this machine, plays a day of every
integration and prints what became of it. Needs nothing but Node and npm; asks nobody outside.

  --exit      end after the summary: code 0 when everything reached its end state, else 1
  --json      print one JSON object as the last line
  --seed N    another day: other data, other counts (default 1)
  --port N    port of the api (default 3000, or a free one when it is taken)
  --help      this text

Without --exit everything stays up until Ctrl-C, with the addresses to open.`;

/** Reads the arguments. Throws with a sentence that names the wrong one. */
export function parseDemoOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      exit: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      port: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    exits: values.exit,
    isJson: values.json,
    seed: toWholeNumber('--seed', values.seed, 1_000_000),
    port: values.port === undefined ? undefined : toWholeNumber('--port', values.port, 65_535),
    isHelp: values.help,
  };
}

function toWholeNumber(name: string, text: string, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= most) return number;
  throw new Error(`${name} must be a whole number up to ${most}, not "${text}".`);
}
