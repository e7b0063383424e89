import { bitrix24ApiEnv } from '@ponte/connectors/bitrix24/env';
import type { EnvValues } from '@ponte/connectors/env-slice';
import { baseVariables, readBaseEnv, type BaseEnv } from '@ponte/environment/base';
import { readSecretFiles } from '@ponte/environment/secret-files';
import { readWorkerEnv, workerVariables, type WorkerEnv } from '@ponte/worker/env';

/** What the environment says, good or bad; `doctor` works with a bad one too. */
export interface CliEnv {
  /** Undefined when there is any problem. */
  readonly worker: WorkerEnv | undefined;
  /** Readable even when a vendor's part is wrong. */
  readonly base: BaseEnv | undefined;
  /** The same as a worker without any vendor is told it. */
  readonly bare: WorkerEnv | undefined;
  /** Every problem at once; none holds a value. */
  readonly problems: readonly string[];
  /** Whether the portal's events can be checked: BITRIX24_DOMAIN and its token. */
  readonly takesBitrix24Events: boolean;
  /** NO_COLOR, as no-color.org has it. */
  readonly isColorUnwanted: boolean;
}

/** Reads and checks the whole environment. */
export function readCliEnv(given: EnvValues): CliEnv {
  const variables = [...workerVariables, ...bitrix24ApiEnv.variables];
  const { values } = readSecretFiles(given, variables);
  const worker = readWorkerEnv(given);
  const base = readBaseEnv(values);
  const events = bitrix24ApiEnv.read(values);
  const problems = [
    ...('problems' in worker ? worker.problems : []),
    ...('problems' in events ? events.problems : []),
  ];
  return {
    worker: 'env' in worker && problems.length === 0 ? worker.env : undefined,
    base: 'value' in base ? base.value : undefined,
    bare: readBareEnv(values),
    problems,
    takesBitrix24Events: 'value' in events && events.value.enabled,
    isColorUnwanted: (given['NO_COLOR'] ?? '') !== '' || given['TERM'] === 'dumb',
  };
}

function readBareEnv(values: EnvValues): WorkerEnv | undefined {
  const own = baseVariables.map(({ name }) => [name, values[name]] as const);
  const reading = readWorkerEnv(Object.fromEntries(own));
  return 'env' in reading ? reading.env : undefined;
}

/** The only place of this app that touches the process' environment. */
export function readProcessEnv(): CliEnv {
  return readCliEnv(process.env);
}
