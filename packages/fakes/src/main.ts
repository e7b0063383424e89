import { toReadyLine, toReadyText } from './sandbox/announce.ts';
import { isRunByScript } from './env.ts';
import { parseSandboxOptions, sandboxHelp, type SandboxOptions } from './sandbox/options.ts';
import { watchLaunchers } from './sandbox/watch-launchers.ts';
import { startFakes, type Fakes, type GeoFakeOptions } from './start.ts';

// Exit codes: 0 stopped by a signal or help given, 1 could not start, 2 wrong arguments.
const wrongArguments = 2;

function readOptions(): SandboxOptions {
  try {
    return parseSandboxOptions(process.argv.slice(2));
  } catch (error) {
    fail(error, wrongArguments, ' See npm run sandbox -- --help.');
  }
}

function fail(error: unknown, code: number, advice = ''): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}${advice}\n`);
  process.exit(code);
}

function start({ seed, deals, portBase }: SandboxOptions): Promise<Fakes> {
  return startFakes({
    bitrix24: {
      seed,
      ...(deals === undefined ? {} : { scenario: { deals } }),
      ...(portBase === undefined
        ? {}
        : { port: portBase, tlsPort: portBase + 1, controlPort: portBase + 2 }),
    },
    telegram: {
      seed,
      ...(portBase === undefined ? {} : { port: portBase + 60, controlPort: portBase + 61 }),
    },
    isales: {
      seed,
      ...(portBase === undefined ? {} : { port: portBase + 10, controlPort: portBase + 11 }),
    },
    fieldcontrol: {
      seed,
      ...(portBase === undefined ? {} : { port: portBase + 20, controlPort: portBase + 21 }),
    },
    geo: { seed, ...(portBase === undefined ? {} : geoPorts(portBase + 80)) },
    onec: {
      seed,
      ...(portBase === undefined ? {} : { port: portBase + 50, controlPort: portBase + 51 }),
    },
  });
}

function geoPorts(first: number): GeoFakeOptions {
  return {
    ...{ viacepPort: first, brasilapiPort: first + 1, nominatimPort: first + 2 },
    ...{ mapsPort: first + 3, controlPort: first + 4 },
  };
}

const options = readOptions();
if (options.isHelp) {
  process.stdout.write(`${sandboxHelp}\n`);
} else {
  const fakes = await start(options).catch((error: unknown) => fail(error, 1));
  const stop = (): void => void fakes.stop().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  if (isRunByScript()) watchLaunchers(stop);
  process.stdout.write(`${options.isJson ? toReadyLine(fakes) : toReadyText(fakes)}\n`);
}
