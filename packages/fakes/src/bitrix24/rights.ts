import type { Portal } from './portal.ts';

/** Whether the webhook's owner may see this deal. */
export function isVisible(portal: Portal, id: number): boolean {
  const { rights, webhook } = portal.settings;
  if (rights.hiddenDeals.has(id)) return false;
  if (rights.hideEvery > 0 && id % rights.hideEvery === 0) return false;
  if (rights.hiddenFunnels.size > 0) {
    if (rights.hiddenFunnels.has(Number(portal.deals.read(id, 'CATEGORY_ID')))) return false;
  }
  return !rights.ownOnly || portal.deals.read(id, 'ASSIGNED_BY_ID') === webhook.user;
}
