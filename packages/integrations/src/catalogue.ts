import { deliverNotices, watchTrouble } from './alerts/jobs.ts';
import {
  absorbEvents,
  checkAccount,
  drainDeals,
  loadDeals,
  previewLoad,
  reconcileDeals,
  reconcileDelta,
  refreshDictionaries,
} from './bitrix24-deals/jobs.ts';
import {
  absorbHints,
  locateAddress,
  pollBoard,
  previewBoard,
  pushDeliveries,
  readObjects,
  reconcileField,
  refreshCards,
} from './isales-fieldcontrol/jobs.ts';
import { drainInvoices, readCards, recheckInvoices, syncStock } from './onec-bitrix24/jobs.ts';

/** Every job of every integration. */
export const catalogue = [
  absorbEvents,
  drainDeals,
  refreshDictionaries,
  checkAccount,
  loadDeals,
  previewLoad,
  reconcileDeals,
  reconcileDelta,
  watchTrouble,
  deliverNotices,
  drainInvoices,
  recheckInvoices,
  syncStock,
  readCards,
  pollBoard,
  previewBoard,
  refreshCards,
  locateAddress,
  pushDeliveries,
  reconcileField,
  absorbHints,
  readObjects,
] as const;

export type PonteCatalogue = typeof catalogue;

/** The slugs of all integrations, in the order in which people read them. */
export const integrationSlugs = [
  'bitrix24-deals',
  'alerts',
  'onec-bitrix24',
  'isales-fieldcontrol',
] as const;
