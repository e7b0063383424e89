import { openControlPort } from '../control/control-port.ts';
import { readTimeSettings, type TimeSettings } from '../env.ts';
import type { Json } from '../json.ts';
import { openVendorPort } from '../net/open-vendor-port.ts';
import { createVirtualClock } from '../virtual-clock.ts';
import { answerRequest } from './answer-request.ts';
import { createBoard, funilId } from './board.ts';
import { controlBoard } from './controlled-board.ts';
import { parseScenario } from './scenario.ts';

/** How to start an iSales. Ports left out or 0 are taken from the free ones. */
export interface IsalesFakeOptions {
  port?: number;
  controlPort?: number;
  seed?: number;
  /** `small` (the awkward cards), `board`, `empty`, or {"name":"board","cards":500}. */
  scenario?: Json;
  /** By default made of the seed. */
  apiToken?: string;
  /** Virtual time; by default PONTE_TIME_SCALE and PONTE_TIME_ORIGIN. */
  time?: TimeSettings;
}

/** A running iSales with one company's board. */
export interface IsalesFake {
  /** What stands for https://app.isales.company. */
  readonly url: string;
  /** Origin of the control port. */
  readonly control: string;
  readonly apiToken: string;
  /** The engineering funnel that holds the cards. */
  readonly funilId: number;
  stop(): Promise<void>;
}

/** Starts an iSales on loopback with a vendor port and a control port. */
export async function startIsalesFake(options: IsalesFakeOptions = {}): Promise<IsalesFake> {
  const board = createBoard({
    clock: createVirtualClock(options.time ?? readTimeSettings()),
    seed: options.seed ?? 1,
    scenario: parseScenario(options.scenario),
    ...(options.apiToken === undefined ? {} : { apiToken: options.apiToken }),
  });
  const closers: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    board.lifetime.abort();
    await Promise.all(closers.splice(0).map((close) => close()));
  };
  try {
    const vendor = await openVendorPort(
      (request, response) => answerRequest(board, request, response),
      options.port ?? 0,
      'isales over http',
    );
    closers.push(() => vendor.close());
    const control = await openControlPort(controlBoard(board), options.controlPort ?? 0);
    closers.push(() => control.close());
    return { url: vendor.url, control: control.url, apiToken: board.apiToken, funilId, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
