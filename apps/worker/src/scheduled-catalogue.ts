import { catalogue } from '@ponte/integrations/catalogue';
import { syncStock } from '@ponte/integrations/onec-bitrix24/jobs';
import { queueOf, type AnyJobSpec, type Catalogue } from '@ponte/jobs/define';
import type { WorkerEnv } from './env.ts';

/**
 * The catalogue with the times that this installation wants: stock at its own hour, and nothing at
 * all of integrations whose vendors are not configured.
 */
export function toScheduledCatalogue(env: WorkerEnv): Catalogue {
  const isOnecReady = env.onec.enabled && env.bitrix24.enabled;
  return catalogue.map((spec: AnyJobSpec): AnyJobSpec => {
    if (queueOf(String(spec.name)) !== 'onec-bitrix24') return spec;
    const { schedule, ...unscheduled } = spec;
    if (!isOnecReady || schedule === undefined) return unscheduled;
    if (spec.name !== syncStock.name) return spec;
    const { hour, minute } = env.stockTime;
    return { ...spec, schedule: { ...schedule, cron: `${minute} ${hour} * * *` } };
  });
}
