import { bitrix24WorkerEnv, type Bitrix24WorkerEnv } from '@ponte/connectors/bitrix24/env';
import {
  fieldControlWorkerEnv,
  type FieldControlWorkerEnv,
} from '@ponte/connectors/fieldcontrol/env';
import { geoEnv, type GeoEnv } from '@ponte/connectors/geo/env';
import { isalesEnv, type IsalesEnv } from '@ponte/connectors/isales/env';
import { onecWorkerEnv, type OnecWorkerEnv } from '@ponte/connectors/onec/env';
import { telegramEnv, type TelegramEnv } from '@ponte/connectors/telegram/env';
import {
  findEnvValue,
  isLoopbackUrl,
  toEnvProblem,
  type EnvValues,
  type EnvVariable,
} from '@ponte/connectors/env-slice';
import { baseVariables, readBaseEnv, type BaseEnv } from '@ponte/environment/base';
import { readSecretFiles } from '@ponte/environment/secret-files';
import { findFieldScaleProblems } from './field-scale.ts';
import { exchangeEnv, type ExchangeEnv } from './exchange-env.ts';

/** Everything the worker is told by its environment. */
export interface WorkerEnv extends BaseEnv, ExchangeEnv {
  readonly bitrix24: Bitrix24WorkerEnv;
  readonly telegram: TelegramEnv;
  readonly onec: OnecWorkerEnv;
  readonly isales: IsalesEnv;
  readonly fieldcontrol: FieldControlWorkerEnv;
  readonly geo: GeoEnv;
  /** Jobs of one integration that run at once in this process. */
  readonly concurrency: number;
}

const CONCURRENCY: EnvVariable = {
  name: 'WORKER_CONCURRENCY',
  purpose: 'how many jobs of one integration run at once in one worker, from 1 to 100',
  secret: false,
  example: '10',
};

/** Every variable this app reads, for `.env.example` and `ponte doctor`. */
export const workerVariables: readonly EnvVariable[] = [
  ...baseVariables,
  CONCURRENCY,
  ...bitrix24WorkerEnv.variables,
  ...telegramEnv.variables,
  ...onecWorkerEnv.variables,
  ...exchangeEnv.variables,
  ...isalesEnv.variables,
  ...fieldControlWorkerEnv.variables,
  ...geoEnv.variables,
];

export type WorkerEnvReading =
  { readonly env: WorkerEnv } | { readonly problems: readonly string[] };

/** Reads and checks the whole environment; every problem is told at once, none holds a value. */
export function readWorkerEnv(given: EnvValues): WorkerEnvReading {
  const { values, problems: fileProblems } = readSecretFiles(given, workerVariables);
  const base = readBaseEnv(values);
  const bitrix24 = bitrix24WorkerEnv.read(values);
  const telegram = telegramEnv.read(values);
  const onec = onecWorkerEnv.read(values);
  const exchange = exchangeEnv.read(values);
  const isales = isalesEnv.read(values);
  const fieldcontrol = fieldControlWorkerEnv.read(values);
  const geo = geoEnv.read(values);
  const concurrency = Number(findEnvValue(values, CONCURRENCY) ?? '10');
  const problems = [
    ...fileProblems,
    ...('problems' in base ? base.problems : []),
    ...('problems' in bitrix24 ? bitrix24.problems : []),
    ...('problems' in telegram ? telegram.problems : []),
    ...('problems' in onec ? onec.problems : []),
    ...('problems' in exchange ? exchange.problems : []),
    ...[isales, fieldcontrol, geo].flatMap((one) => ('problems' in one ? one.problems : [])),
  ];
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 100) {
    problems.push(toEnvProblem(CONCURRENCY, 'must be a whole number from 1 to 100'));
  }
  if ('problems' in base || 'problems' in bitrix24 || 'problems' in telegram) return { problems };
  if ('problems' in onec || 'problems' in exchange) return { problems };
  if ('problems' in isales || 'problems' in fieldcontrol || 'problems' in geo) return { problems };
  const { timeScale } = base.value;
  if (timeScale !== 1 && bitrix24.value.enabled && !isLoopbackUrl(bitrix24.value.webhookUrl)) {
    problems.push(
      'PONTE_TIME_SCALE is set while BITRIX24_WEBHOOK_URL is a real portal. ' +
        'Scaled time is for vendors on this machine: remove PONTE_TIME_SCALE.',
    );
  }
  if (timeScale !== 1 && telegram.value.enabled && !isLoopbackUrl(telegram.value.apiUrl)) {
    problems.push(
      'PONTE_TIME_SCALE is set while Telegram is the real one. Scaled time is for vendors on this ' +
        'machine: set TELEGRAM_API_URL to a fake, or remove PONTE_TIME_SCALE.',
    );
  }
  if (timeScale !== 1 && onec.value.enabled && !isLoopbackUrl(onec.value.baseUrl)) {
    problems.push(
      'PONTE_TIME_SCALE is set while ONEC_BASE_URL is a real base. ' +
        'Scaled time is for vendors on this machine: remove PONTE_TIME_SCALE.',
    );
  }
  if (timeScale !== 1) {
    const fields = { isales: isales.value, fieldcontrol: fieldcontrol.value, geo: geo.value };
    problems.push(...findFieldScaleProblems(fields));
  }
  if (problems.length > 0) return { problems };
  const vendors = {
    ...{ bitrix24: bitrix24.value, onec: onec.value, telegram: telegram.value },
    ...{ isales: isales.value, fieldcontrol: fieldcontrol.value, geo: geo.value },
  };
  return {
    env: { ...base.value, ...exchange.value, ...vendors, concurrency },
  };
}

/** The only place of this app that touches the process' environment. */
export function readProcessEnv(): WorkerEnvReading {
  return readWorkerEnv(process.env);
}
