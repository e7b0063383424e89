import type { Clock } from '@ponte/clock';
import type { FieldControlClient } from '@ponte/connectors/fieldcontrol';
import type { GeoClient } from '@ponte/connectors/geo';
import type { IsalesConnector } from '@ponte/connectors/isales';
import type { Database } from '@ponte/db/client';
import {
  locateAddress,
  pushDeliveries,
  refreshCards,
} from '@ponte/integrations/isales-fieldcontrol/jobs';
import type { Ringer } from '@ponte/jobs/ring';
import { readFieldSettings } from '@ponte/operations/field-settings';

export const INTEGRATION = 'isales-fieldcontrol';
/** Kind of the holds of cards; their key is `<card>:<reason>`. */
export const CARD = 'card';

/** Names of the holds that say what a delivery came to: they end with it. */
export const DELIVERY_KEYS = ['incerto', 'field_rejeitou', 'cliente_ambiguo'] as const;

export interface IsalesWorld {
  readonly database: Database;
  readonly ringer: Pick<Ringer, 'ring'>;
  readonly clock: Clock;
  /** This worker's own id. */
  readonly worker: string;
  /** The company's zone, in which iSales writes times. */
  readonly companyZone: string;
  /** The funnel whose board is read. */
  readonly funilId: string;
  isales(account: string): IsalesConnector;
  fieldcontrol(account: string): FieldControlClient;
  geo(account: string): GeoClient;
}

/** What all jobs of the integration share. */
export function bindSettingsAndRings({ database, ringer, clock }: IsalesWorld) {
  return {
    now: () => clock.now(),
    readSettings: (account: string) => readFieldSettings(database.pool, account),
    ringCards: async (account: string) => void (await ringer.ring(refreshCards, { account })),
    ringPlaces: async (account: string) => void (await ringer.ring(locateAddress, { account })),
    ringPush: async (account: string) => void (await ringer.ring(pushDeliveries, { account })),
  };
}

/** `501:sem_localizacao` */
export function toHoldKey(isalesId: string, reason: string): string {
  return `${isalesId}:${reason}`;
}
