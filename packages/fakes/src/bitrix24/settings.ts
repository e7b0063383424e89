import { defaultCost, type CostModel } from './limits/cost-model.ts';
import { plans, type Plan } from './limits/leaky-bucket.ts';
import type { OperatingMode } from './limits/operating.ts';
import type { TimeState } from './wire/time-block.ts';

/** What the webhook's owner may see and do. */
export interface Rights {
  scopes: readonly string[];
  hiddenDeals: ReadonlySet<number>;
  hiddenFunnels: ReadonlySet<number>;
  /** Every n-th id is hidden; 0 hides none. */
  hideEvery: number;
  /** Only deals whose owner is the webhook's user. */
  ownOnly: boolean;
  mayWrite: boolean;
}

/** The incoming webhook that the portal accepts. */
export interface IncomingWebhook {
  user: string;
  secret: string;
}

/** How the portal behaves; every entry can be changed through the control port. */
export interface PortalSettings {
  webhook: IncomingWebhook;
  rights: Rights;
  plan: Plan;
  cost: CostModel;
  operatingMode: OperatingMode;
  timeState: TimeState;
  integerStart: boolean;
  escapesAmpersand: boolean;
  /** The portal's zone: minutes ahead of UTC. */
  offsetMinutes: number;
  /** What crm.deal.update does with a stage of another funnel; the vendor documents nothing. */
  foreignStage: 'refuse' | 'drop' | 'accept';
  /** Whether crm.item.list takes ISO 8601 with a T in filters; users report that it does not. */
  itemsTakeAtom: boolean;
  /** 401 by the vendor's code, 403 by its table. */
  credentialStatus: 401 | 403;
}

/** The settings at the start of a run. */
export function initialSettings(webhook: IncomingWebhook): PortalSettings {
  return {
    webhook: { ...webhook },
    rights: fullRights(),
    plan: plans.standard,
    cost: { ...defaultCost },
    operatingMode: 'documented',
    timeState: 'auto',
    integerStart: false,
    escapesAmpersand: false,
    offsetMinutes: 180,
    foreignStage: 'refuse',
    itemsTakeAtom: true,
    credentialStatus: 401,
  };
}

/** The rights of an administrator with every scope that matters here. */
export function fullRights(): Rights {
  return {
    scopes: ['crm', 'user', 'catalog', 'im', 'disk', 'log'],
    hiddenDeals: new Set(),
    hiddenFunnels: new Set(),
    hideEvery: 0,
    ownOnly: false,
    mayWrite: true,
  };
}
