import { openControlPort } from '../control/control-port.ts';
import { readTimeSettings, type TimeSettings } from '../env.ts';
import { openVendorPort } from '../net/open-vendor-port.ts';
import { createVirtualClock } from '../virtual-clock.ts';
import { answerRequest } from './answer-request.ts';
import { controlWorld } from './controlled-world.ts';
import { createGeoWorld, type GeoVendor } from './geo-world.ts';

/** How to start the geo vendors. Ports left out or 0 are taken from the free ones. */
export interface GeoFakeOptions {
  viacepPort?: number;
  brasilapiPort?: number;
  nominatimPort?: number;
  mapsPort?: number;
  controlPort?: number;
  seed?: number;
  /** Virtual time; by default PONTE_TIME_SCALE and PONTE_TIME_ORIGIN. */
  time?: TimeSettings;
}

/** Four running vendors, each at the root of its own port, and one control port for all. */
export interface GeoFake {
  /** What stands for https://viacep.com.br: `/ws/{cep}/json/`. */
  readonly viacepUrl: string;
  /** What stands for https://brasilapi.com.br: `/api/cep/v2/{cep}`. */
  readonly brasilapiUrl: string;
  /** What stands for https://nominatim.openstreetmap.org: `/search`. */
  readonly nominatimUrl: string;
  /** What stands for https://maps.app.goo.gl (`/{code}`) and https://goo.gl (`/maps/{code}`). */
  readonly mapsUrl: string;
  /** Origin of the control port. */
  readonly control: string;
  stop(): Promise<void>;
}

/** Starts ViaCEP, BrasilAPI, Nominatim and a maps redirector on loopback. */
export async function startGeoFake(options: GeoFakeOptions = {}): Promise<GeoFake> {
  const world = createGeoWorld(
    createVirtualClock(options.time ?? readTimeSettings()),
    options.seed ?? 1,
  );
  const closers: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    world.lifetime.abort();
    await Promise.all(closers.splice(0).map((close) => close()));
  };
  const open = async (vendor: GeoVendor, port = 0): Promise<string> => {
    const opened = await openVendorPort(
      (request, response) => answerRequest({ world, vendor, request, response }),
      port,
      `${vendor} over http`,
    );
    closers.push(() => opened.close());
    return opened.url;
  };
  try {
    const viacepUrl = await open('viacep', options.viacepPort);
    const brasilapiUrl = await open('brasilapi', options.brasilapiPort);
    const nominatimUrl = await open('nominatim', options.nominatimPort);
    const mapsUrl = await open('maps', options.mapsPort);
    const control = await openControlPort(controlWorld(world), options.controlPort ?? 0);
    closers.push(() => control.close());
    return { viacepUrl, brasilapiUrl, nominatimUrl, mapsUrl, control: control.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
