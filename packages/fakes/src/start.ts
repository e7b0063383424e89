import {
  startBitrix24Fake,
  type Bitrix24Fake,
  type Bitrix24FakeOptions,
} from './bitrix24/server.ts';
import {
  startFieldcontrolFake,
  type FieldcontrolFake,
  type FieldcontrolFakeOptions,
} from './fieldcontrol/server.ts';
import { startGeoFake, type GeoFake, type GeoFakeOptions } from './geo/server.ts';
import { startIsalesFake, type IsalesFake, type IsalesFakeOptions } from './isales/server.ts';
import { startOnecFake, type OnecFake, type OnecFakeOptions } from './onec/server.ts';
import {
  startTelegramFake,
  type TelegramFake,
  type TelegramFakeOptions,
} from './telegram/server.ts';

export { startFieldcontrolFake, type FieldcontrolFake, type FieldcontrolFakeOptions };
export { startGeoFake, type GeoFake, type GeoFakeOptions };
export { startIsalesFake, type IsalesFake, type IsalesFakeOptions };
export { startOnecFake, type OnecFake, type OnecFakeOptions };
export { startTelegramFake, type TelegramFake, type TelegramFakeOptions };
export { startBitrix24Fake, type Bitrix24Fake, type Bitrix24FakeOptions };

/** The vendors that have a fake. */
export const vendorIds = ['bitrix24', 'isales', 'fieldcontrol', 'geo', 'telegram', 'onec'] as const;
export type VendorId = (typeof vendorIds)[number];

/** What to start; each vendor's own options by its id. Without `vendors` all are started. */
export interface FakesOptions {
  vendors?: readonly VendorId[];
  bitrix24?: Bitrix24FakeOptions;
  telegram?: TelegramFakeOptions;
  onec?: OnecFakeOptions;
  isales?: IsalesFakeOptions;
  fieldcontrol?: FieldcontrolFakeOptions;
  geo?: GeoFakeOptions;
}

/** The running fakes. */
export interface Fakes {
  readonly vendors: {
    readonly bitrix24: Bitrix24Fake;
    readonly telegram: TelegramFake;
    readonly onec: OnecFake;
    readonly isales: IsalesFake;
    readonly fieldcontrol: FieldcontrolFake;
    readonly geo: GeoFake;
  };
  stop(): Promise<void>;
}

/** Starts the fakes on loopback; refuses names it does not know. */
export async function startFakes(options: FakesOptions = {}): Promise<Fakes> {
  for (const name of options.vendors ?? vendorIds) {
    if (vendorIds.includes(name)) continue;
    throw new Error(`There is no fake of "${name}". There are: ${vendorIds.join(', ')}.`);
  }
  const bitrix24 = await startBitrix24Fake(options.bitrix24);
  const telegram = await startTelegramFake(options.telegram);
  const onec = await startOnecFake(options.onec);
  const isales = await startIsalesFake(options.isales);
  const fieldcontrol = await startFieldcontrolFake(options.fieldcontrol);
  const geo = await startGeoFake(options.geo);
  const vendors = { bitrix24, isales, fieldcontrol, geo, telegram, onec };
  return {
    vendors,
    stop: async () => void (await Promise.all(Object.values(vendors).map((fake) => fake.stop()))),
  };
}
