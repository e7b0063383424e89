import { checkBot, deliverNotices, watchTrouble } from './alerts/jobs.ts';
import {
  absorbEvents,
  beginLoad,
  checkAccount,
  drainDeals,
  loadDeals,
  previewLoad,
  reconcileDeals,
  reconcileDelta,
  refreshDictionaries,
  rereadRanges,
} from './bitrix24-deals/jobs.ts';
import {
  absorbHints,
  checkFieldcontrol,
  checkIsales,
  locateAddress,
  pollBoard,
  previewBoard,
  pushDeliveries,
  readObjects,
  reconcileField,
  refreshCards,
} from './isales-fieldcontrol/jobs.ts';
import {
  checkBase,
  drainInvoices,
  readCards,
  recheckInvoices,
  syncStock,
} from './onec-bitrix24/jobs.ts';

/** Every job of every integration. */
export const catalogue = [
  absorbEvents,
  drainDeals,
  refreshDictionaries,
  checkAccount,
  loadDeals,
  beginLoad,
  rereadRanges,
  previewLoad,
  reconcileDeals,
  reconcileDelta,
  watchTrouble,
  deliverNotices,
  checkBot,
  checkBase,
  drainInvoices,
  recheckInvoices,
  syncStock,
  readCards,
  pollBoard,
  previewBoard,
  checkIsales,
  checkFieldcontrol,
  refreshCards,
  locateAddress,
  pushDeliveries,
  reconcileField,
  absorbHints,
  readObjects,
] as const;

/**
 * Jobs by which a person tries something out: how they end was told to that person, and is nobody
 * else's trouble.
 */
export const trialJobs: readonly string[] = [
  ...[checkAccount, previewLoad, checkBase, checkBot, previewBoard, checkIsales, checkFieldcontrol],
].map(({ name }) => name);

export type PonteCatalogue = typeof catalogue;

/** The slugs of all integrations, in the order in which people read them. */
export const integrationSlugs = [
  'bitrix24-deals',
  'alerts',
  'onec-bitrix24',
  'isales-fieldcontrol',
] as const;
