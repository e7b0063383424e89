import {
  absorbEvents,
  checkAccount,
  drainDeals,
  loadDeals,
  previewLoad,
  reconcileDeals,
  refreshDictionaries,
} from './bitrix24-deals/jobs.ts';

/** Every job of every integration. */
export const catalogue = [
  absorbEvents,
  drainDeals,
  refreshDictionaries,
  checkAccount,
  loadDeals,
  previewLoad,
  reconcileDeals,
] as const;

export type PonteCatalogue = typeof catalogue;

/** The slugs of all integrations, in the order in which people read them. */
export const integrationSlugs = ['bitrix24-deals'] as const;
