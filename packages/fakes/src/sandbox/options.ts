import { parseArgs } from 'node:util';

/** What `npm run sandbox` was asked for. */
export interface SandboxOptions {
  readonly isJson: boolean;
  readonly isHelp: boolean;
  readonly seed: number;
  readonly deals: number | undefined;
  /** First of a run of ports, ten per vendor; undefined takes free ones. */
  readonly portBase: number | undefined;
}

/** The text of --help. */
export const sandboxHelp = `npm run sandbox -- [options]

Starts the fake vendors on 127.0.0.1 and keeps them up until Ctrl-C.

  --json            print one JSON line with the addresses when ready
  --seed N          which generated data to serve (default 1; same seed, same bytes)
  --deals N         how many Bitrix24 deals (default 100, at most 1000000)
  --port-base N     fixed ports from N on, ten per vendor (default: free ports)
  --help            this text

PONTE_TIME_SCALE and PONTE_TIME_ORIGIN set the virtual clock.`;

/** Reads the command line; throws a sentence for what makes no sense. */
export function parseSandboxOptions(args: readonly string[]): SandboxOptions {
  const { values } = parseArgs({
    // A lone "--" comes through some script runners and means nothing here.
    args: args.filter((arg) => arg !== '--'),
    options: {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      seed: { type: 'string' },
      deals: { type: 'string' },
      'port-base': { type: 'string' },
    },
  });
  return {
    isJson: values.json,
    isHelp: values.help,
    seed: readNumber('--seed', values.seed, [0, 4_294_967_295]) ?? 1,
    deals: readNumber('--deals', values.deals, [0, 1_000_000]),
    portBase: readNumber('--port-base', values['port-base'], [1, 65_400]),
  };
}

function readNumber(
  name: string,
  text: string | undefined,
  [low, high]: readonly [low: number, high: number],
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw new Error(`${name} must be a whole number between ${low} and ${high}, not "${text}".`);
}
