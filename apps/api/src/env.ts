import { bitrix24ApiEnv, type Bitrix24ApiEnv } from '@ponte/connectors/bitrix24/env';
import { blingEnv, type BlingEnv } from '@ponte/connectors/bling/env';
import {
  fieldControlWebhookEnv,
  type FieldControlWebhookEnv,
} from '@ponte/connectors/fieldcontrol/env';
import { isLoopbackUrl, type EnvValues, type EnvVariable } from '@ponte/connectors/env-slice';
import { baseVariables, readBaseEnv, type BaseEnv } from '@ponte/environment/base';
import { readSecretFiles } from '@ponte/environment/secret-files';

/** Everything the api is told by its environment. */
export interface ApiEnv extends BaseEnv {
  readonly bitrix24: Bitrix24ApiEnv;
  readonly bling: BlingEnv;
  readonly fieldcontrol: FieldControlWebhookEnv;
}

/** Every variable this app reads, for `.env.example` and `ponte doctor`. */
export const apiVariables: readonly EnvVariable[] = [
  ...baseVariables,
  ...bitrix24ApiEnv.variables,
  ...blingEnv.variables,
  ...fieldControlWebhookEnv.variables,
];

export type ApiEnvReading = { readonly env: ApiEnv } | { readonly problems: readonly string[] };

/**
 * Reads and checks the whole environment; every problem is told at once, none holds a value.
 * A secret may stand in a file that `<NAME>_FILE` names. Pure but for reading those files.
 */
export function readApiEnv(given: EnvValues): ApiEnvReading {
  const { values, problems: fileProblems } = readSecretFiles(given, apiVariables);
  const base = readBaseEnv(values);
  const bitrix24 = bitrix24ApiEnv.read(values);
  const bling = blingEnv.read(values);
  const fieldcontrol = fieldControlWebhookEnv.read(values);
  const problems = [
    ...fileProblems,
    ...[base, bitrix24, bling, fieldcontrol].flatMap((reading) =>
      'problems' in reading ? reading.problems : [],
    ),
    ...findScaleProblem(values, base, bitrix24),
  ];
  if (problems.length > 0) return { problems };
  if ('problems' in base || 'problems' in bitrix24 || 'problems' in bling) return { problems };
  if ('problems' in fieldcontrol) return { problems };
  const sources = { bitrix24: bitrix24.value, bling: bling.value };
  return { env: { ...base.value, ...sources, fieldcontrol: fieldcontrol.value } };
}

/** The only place of this app that touches the process' environment. */
export function readProcessEnv(): ApiEnvReading {
  return readApiEnv(process.env);
}

/** Scaled time would send real vendors nonsense: it is for portals on this machine only. */
function findScaleProblem(
  values: EnvValues,
  base: ReturnType<typeof readBaseEnv>,
  bitrix24: ReturnType<typeof bitrix24ApiEnv.read>,
): string[] {
  if ('problems' in base || 'problems' in bitrix24) return [];
  if (base.value.timeScale === 1 || !bitrix24.value.enabled) return [];
  if (isLoopbackUrl(`http://${bitrix24.value.domain}/`)) return [];
  return [
    `PONTE_TIME_SCALE is ${values['PONTE_TIME_SCALE'] ?? ''} while BITRIX24_DOMAIN is a real portal. ` +
      'Scaled time is for vendors on this machine: remove PONTE_TIME_SCALE.',
  ];
}
