import { createCheckBot } from '@ponte/integrations/alerts/check-bot';
import { createDeliverNotices } from '@ponte/integrations/alerts/deliver-notices';
import { createWatchTrouble } from '@ponte/integrations/alerts/watch-trouble';
import { createAbsorbEvents } from '@ponte/integrations/bitrix24-deals/absorb-events';
import { createBeginLoad } from '@ponte/integrations/bitrix24-deals/begin-load';
import { createCheckAccount } from '@ponte/integrations/bitrix24-deals/check-account';
import { createDrainDeals } from '@ponte/integrations/bitrix24-deals/drain-deals';
import { createLoadDeals } from '@ponte/integrations/bitrix24-deals/load-deals';
import { createPreviewLoad } from '@ponte/integrations/bitrix24-deals/preview-load';
import { createReconcileDeals } from '@ponte/integrations/bitrix24-deals/reconcile-deals';
import { createReconcileDelta } from '@ponte/integrations/bitrix24-deals/reconcile-delta';
import { createRefreshDictionaries } from '@ponte/integrations/bitrix24-deals/refresh-dictionaries';
import { createRereadRanges } from '@ponte/integrations/bitrix24-deals/reread-ranges';
import {
  createCheckBase,
  type CheckBasePorts,
} from '@ponte/integrations/onec-bitrix24/check-account';
import { createReadCards } from '@ponte/integrations/onec-bitrix24/cards/read-cards';
import { createDrainInvoices } from '@ponte/integrations/onec-bitrix24/invoice/drain-invoices';
import { createRecheckInvoices } from '@ponte/integrations/onec-bitrix24/invoice/recheck-invoices';
import { createSyncStock } from '@ponte/integrations/onec-bitrix24/stock/sync-stock';
import { createAbsorbHints } from '@ponte/integrations/isales-fieldcontrol/absorb-hints';
import { createCheckFieldcontrol } from '@ponte/integrations/isales-fieldcontrol/check-fieldcontrol';
import { createCheckIsales } from '@ponte/integrations/isales-fieldcontrol/check-isales';
import { createLocateAddress } from '@ponte/integrations/isales-fieldcontrol/locate-address';
import { createPollBoard } from '@ponte/integrations/isales-fieldcontrol/poll-board';
import { createPreviewBoard } from '@ponte/integrations/isales-fieldcontrol/preview-board';
import { createPushDeliveries } from '@ponte/integrations/isales-fieldcontrol/push-deliveries';
import { createReadObjects } from '@ponte/integrations/isales-fieldcontrol/read-objects';
import { createReconcileField } from '@ponte/integrations/isales-fieldcontrol/reconcile-field';
import { createRefreshCards } from '@ponte/integrations/isales-fieldcontrol/refresh-cards';
import type { ReconcilePorts } from '@ponte/integrations/bitrix24-deals/reconcile-ports';
import type { DecideDeal } from '@ponte/integrations/bitrix24-deals/rules/decide-drain';
import type { PonteCatalogue } from '@ponte/integrations/catalogue';
import type { Handlers } from '@ponte/jobs/define';
import type { AlertsPorts } from './wiring/alerts.ts';
import type { Bitrix24DealsPorts } from './wiring/bitrix24-deals.ts';
import type { Bitrix24LoadPorts } from './wiring/bitrix24-load.ts';
import type { IsalesFieldcontrolPorts } from './wiring/isales-fieldcontrol.ts';
import type { OnecBitrix24Ports } from './wiring/onec-bitrix24.ts';

/** Rules that a test may replace, to see what a fault in one of them does. */
export interface Rules {
  decideDeal?: DecideDeal;
}

/** Job name → handler: everything this worker can do, on one screen. */
export function createHandlers(
  ports: {
    alerts: AlertsPorts;
    bitrix24Deals: Bitrix24DealsPorts;
    bitrix24Load: Bitrix24LoadPorts;
    bitrix24Reconcile: ReconcilePorts;
    onecBitrix24: OnecBitrix24Ports;
    onecCheck: CheckBasePorts;
    isalesFieldcontrol: IsalesFieldcontrolPorts;
  },
  rules: Rules = {},
): Handlers<PonteCatalogue> {
  return {
    'alerts.watch-trouble': createWatchTrouble(ports.alerts),
    'alerts.deliver-notices': createDeliverNotices(ports.alerts),
    'alerts.check-bot': createCheckBot(ports.alerts),
    'bitrix24-deals.absorb-events': createAbsorbEvents(ports.bitrix24Deals),
    'bitrix24-deals.drain-deals': createDrainDeals(ports.bitrix24Deals, rules.decideDeal),
    'bitrix24-deals.refresh-dictionaries': createRefreshDictionaries(ports.bitrix24Deals),
    'bitrix24-deals.check-account': createCheckAccount(ports.bitrix24Deals),
    'bitrix24-deals.load-deals': createLoadDeals(ports.bitrix24Load),
    'bitrix24-deals.begin-load': createBeginLoad(ports.bitrix24Load),
    'bitrix24-deals.reread-ranges': createRereadRanges(ports.bitrix24Load),
    'bitrix24-deals.preview-load': createPreviewLoad(ports.bitrix24Load),
    'bitrix24-deals.reconcile-deals': createReconcileDeals(ports.bitrix24Reconcile),
    'bitrix24-deals.reconcile-delta': createReconcileDelta(ports.bitrix24Reconcile),
    'onec-bitrix24.drain-invoices': createDrainInvoices(ports.onecBitrix24.invoices),
    'onec-bitrix24.recheck-invoices': createRecheckInvoices(ports.onecBitrix24.invoices),
    'onec-bitrix24.check-account': createCheckBase(ports.onecCheck),
    'onec-bitrix24.sync-stock': createSyncStock(ports.onecBitrix24.stock),
    'onec-bitrix24.read-cards': createReadCards(ports.onecBitrix24.cards),
    'isales-fieldcontrol.poll-board': createPollBoard(ports.isalesFieldcontrol.board),
    'isales-fieldcontrol.preview-board': createPreviewBoard(ports.isalesFieldcontrol.board),
    'isales-fieldcontrol.check-isales': createCheckIsales(ports.isalesFieldcontrol.board),
    'isales-fieldcontrol.check-fieldcontrol': createCheckFieldcontrol(
      ports.isalesFieldcontrol.push,
    ),
    'isales-fieldcontrol.refresh-cards': createRefreshCards(ports.isalesFieldcontrol.cards),
    'isales-fieldcontrol.locate-address': createLocateAddress(ports.isalesFieldcontrol.places),
    'isales-fieldcontrol.push-deliveries': createPushDeliveries(ports.isalesFieldcontrol.push),
    'isales-fieldcontrol.reconcile-field': createReconcileField(ports.isalesFieldcontrol.sweep),
    'isales-fieldcontrol.absorb-hints': createAbsorbHints(ports.isalesFieldcontrol.hints),
    'isales-fieldcontrol.read-objects': createReadObjects(ports.isalesFieldcontrol.objects),
  };
}
