import { createAbsorbEvents } from '@ponte/integrations/bitrix24-deals/absorb-events';
import { createCheckAccount } from '@ponte/integrations/bitrix24-deals/check-account';
import { createDrainDeals } from '@ponte/integrations/bitrix24-deals/drain-deals';
import { createLoadDeals } from '@ponte/integrations/bitrix24-deals/load-deals';
import { createPreviewLoad } from '@ponte/integrations/bitrix24-deals/preview-load';
import { createReconcileDeals } from '@ponte/integrations/bitrix24-deals/reconcile-deals';
import { createRefreshDictionaries } from '@ponte/integrations/bitrix24-deals/refresh-dictionaries';
import type { DecideDeal } from '@ponte/integrations/bitrix24-deals/rules/decide-drain';
import type { PonteCatalogue } from '@ponte/integrations/catalogue';
import type { Handlers } from '@ponte/jobs/define';
import type { Bitrix24DealsPorts } from './wiring/bitrix24-deals.ts';
import type { Bitrix24LoadPorts } from './wiring/bitrix24-load.ts';

/** Rules that a test may replace, to see what a fault in one of them does. */
export interface Rules {
  decideDeal?: DecideDeal;
}

/** Job name → handler: everything this worker can do, on one screen. */
export function createHandlers(
  ports: { bitrix24Deals: Bitrix24DealsPorts; bitrix24Load: Bitrix24LoadPorts },
  rules: Rules = {},
): Handlers<PonteCatalogue> {
  return {
    'bitrix24-deals.absorb-events': createAbsorbEvents(ports.bitrix24Deals),
    'bitrix24-deals.drain-deals': createDrainDeals(ports.bitrix24Deals, rules.decideDeal),
    'bitrix24-deals.refresh-dictionaries': createRefreshDictionaries(ports.bitrix24Deals),
    'bitrix24-deals.check-account': createCheckAccount(ports.bitrix24Deals),
    'bitrix24-deals.load-deals': createLoadDeals(ports.bitrix24Load),
    'bitrix24-deals.preview-load': createPreviewLoad(ports.bitrix24Load),
    'bitrix24-deals.reconcile-deals': createReconcileDeals(ports.bitrix24Load),
  };
}
