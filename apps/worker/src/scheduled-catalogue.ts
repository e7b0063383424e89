import { beginLoad } from '@ponte/integrations/bitrix24-deals/jobs';
import type { LoadSchedule } from '@ponte/integrations/bitrix24-deals/settings';
import { catalogue } from '@ponte/integrations/catalogue';
import { syncStock } from '@ponte/integrations/onec-bitrix24/jobs';
import { queueOf, type AnyJobSpec, type Catalogue } from '@ponte/jobs/define';
import type { WorkerEnv } from './env.ts';

/**
 * The catalogue with the times that this installation wants: stock at its own hour, loads when
 * somebody has set a time for them, and nothing at all of integrations whose vendors are not
 * configured.
 */
export function toScheduledCatalogue(env: WorkerEnv, load: LoadSchedule): Catalogue {
  const isOnecReady = env.onec.enabled && env.bitrix24.enabled;
  const isFieldReady = env.isales.enabled && env.fieldcontrol.enabled;
  return catalogue.map((spec: AnyJobSpec): AnyJobSpec => {
    if (spec.name === beginLoad.name) return toLoadSpec(spec, env.bitrix24.enabled ? load : null);
    const { schedule, ...unscheduled } = spec;
    const integration = queueOf(String(spec.name));
    if (integration === 'isales-fieldcontrol') return isFieldReady ? spec : unscheduled;
    if (integration !== 'onec-bitrix24') return spec;
    if (!isOnecReady || schedule === undefined) return unscheduled;
    if (spec.name !== syncStock.name) return spec;
    const { hour, minute } = env.stockTime;
    return { ...spec, schedule: { ...schedule, cron: `${minute} ${hour} * * *` } };
  });
}

function toLoadSpec(spec: AnyJobSpec, load: LoadSchedule): AnyJobSpec {
  if (load === null) return spec;
  const payload = { account: 'default', since: load.since };
  return { ...spec, schedule: { cron: load.cron, zone: 'company', payload } };
}
