import { openControlPort } from '../control/control-port.ts';
import { readTimeSettings, type TimeSettings } from '../env.ts';
import type { Json } from '../json.ts';
import { openVendorPort } from '../net/open-vendor-port.ts';
import { createVirtualClock } from '../virtual-clock.ts';
import { answerRequest } from './answer-request.ts';
import { serviceIds, type ServiceIds } from './contents/services.ts';
import { controlWorld } from './controlled-world.ts';
import { parseScenario } from './scenario.ts';
import type { Settings } from './settings.ts';
import type { Webhook } from './webhooks/webhook-settings.ts';
import { createWorld, mainAccountId, needAccount, otherAccountId } from './world.ts';

/** How to start a FieldControl. Ports left out or 0 are taken from the free ones. */
export interface FieldcontrolFakeOptions {
  port?: number;
  controlPort?: number;
  seed?: number;
  /** `small` (the odd customers and some more), `plain`, `large`, `empty`, or {"customers":500}. */
  scenario?: Json;
  /** Key of the main account; by default made of the seed. */
  apiKey?: string;
  /** Behaviours that differ from the usual ones from the start, and after each reset. */
  settings?: Partial<Settings>;
  /** Where the main account sends its webhooks; `/act set-webhook` changes it. */
  webhook?: Webhook;
  /** Virtual time; by default PONTE_TIME_SCALE and PONTE_TIME_ORIGIN. */
  time?: TimeSettings;
}

/** A running FieldControl with two accounts. */
export interface FieldcontrolFake {
  /** What stands for https://carchost.fieldcontrol.com.br. */
  readonly url: string;
  /** Origin of the control port. */
  readonly control: string;
  /** X-Api-Key of the main account; the fake's own, no secret. */
  readonly apiKey: string;
  /** The suffix in every id of the main account: 62489. */
  readonly accountId: string;
  /** Another company's key, with customers and services of its own. */
  readonly otherApiKey: string;
  readonly otherAccountId: string;
  /** The three services of the main account that requests are made for. */
  readonly services: ServiceIds;
  stop(): Promise<void>;
}

/** Starts a FieldControl on loopback with a vendor port and a control port. */
export async function startFieldcontrolFake(
  options: FieldcontrolFakeOptions = {},
): Promise<FieldcontrolFake> {
  const world = createWorld(createVirtualClock(options.time ?? readTimeSettings()), {
    seed: options.seed ?? 1,
    scenario: parseScenario(options.scenario),
    settings: options.settings ?? {},
    apiKeys: { [mainAccountId]: options.apiKey },
    webhooks: { [mainAccountId]: options.webhook },
  });
  const closers: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    world.lifetime.abort();
    await Promise.all(closers.splice(0).map((close) => close()));
  };
  try {
    const vendor = await openVendorPort(
      (request, response) => answerRequest(world, request, response),
      options.port ?? 0,
      'fieldcontrol over http',
    );
    closers.push(() => vendor.close());
    const control = await openControlPort(controlWorld(world), options.controlPort ?? 0);
    closers.push(() => control.close());
    return {
      url: vendor.url,
      control: control.url,
      apiKey: needAccount(world, mainAccountId).apiKey,
      accountId: mainAccountId,
      otherApiKey: needAccount(world, otherAccountId).apiKey,
      otherAccountId,
      services: serviceIds,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
