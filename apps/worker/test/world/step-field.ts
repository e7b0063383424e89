import { randomUUID } from 'node:crypto';
import { createLocateAddress } from '@ponte/integrations/isales-fieldcontrol/locate-address';
import { createPollBoard } from '@ponte/integrations/isales-fieldcontrol/poll-board';
import { createPushDeliveries } from '@ponte/integrations/isales-fieldcontrol/push-deliveries';
import { createRefreshCards } from '@ponte/integrations/isales-fieldcontrol/refresh-cards';
import type { Handler, JobEnding } from '@ponte/jobs/define';
import { expect } from 'vitest';
import { readWorkerEnv } from '../../src/env.ts';
import { openPortals } from '../../src/portals.ts';
import { wireIsalesFieldcontrol } from '../../src/wiring/isales-fieldcontrol.ts';
import { keepLog } from './keep-log.ts';
import {
  INSTALLATION,
  readDeliveriesOf,
  readHoldsOf,
  readRequestsOf,
  type FieldRequest,
  type FieldWorld,
} from './start-field-world.ts';

const account = 'default';

/** What one worker does, each step where the test wants it. */
export interface FieldSteps {
  poll(): Promise<JobEnding>;
  refresh(): Promise<JobEnding>;
  locate(): Promise<JobEnding>;
  push(): Promise<JobEnding>;
}

export interface MadeCard {
  readonly id: number;
  readonly clienteId: number;
}

/** A world without a worker of its own: nothing happens but what a test does. */
export interface SteppedField {
  /** The steps of a worker that was handed the job, whatever others are doing. */
  as(worker: string): FieldSteps;
  create(more?: Record<string, unknown>): Promise<MadeCard>;
  /** Everything before the push: the board, the details, the places. */
  prepare(): Promise<void>;
  /** Pushes until these are the card's deliveries. */
  pushUntil(card: MadeCard, deliveries: readonly string[]): Promise<void>;
  /** The row is the other one's client's now. */
  reassign(card: MadeCard, to: MadeCard): Promise<void>;
  deliveriesOf(card: MadeCard): Promise<string[]>;
  requestsOf(card: MadeCard): Promise<FieldRequest[]>;
  holdsOf(card: MadeCard): Promise<string[]>;
  close(): Promise<void>;
}

/** Binds the steps of a world; start no worker in it. */
export function stepField(world: FieldWorld): SteppedField {
  const { clock, database, workerEnv, ports } = world;
  const given = readWorkerEnv(workerEnv);
  if ('problems' in given) throw new Error(given.problems.join('\n'));
  const { logger } = keepLog();
  const portals = openPortals({ env: given.env, clock, logger, database, worker: 'steps' });
  const { isales, fieldcontrol, geo } = portals;
  const funilId = given.env.isales.enabled ? given.env.isales.funilId : '';
  const as = (worker: string): FieldSteps => {
    const bound = wireIsalesFieldcontrol({
      ...{ database, clock, worker, ringer: ports.ringer, isales, fieldcontrol, geo },
      ...{ companyZone: given.env.timeZone, funilId },
    });
    const run = (handle: Handler<{ account: string }>) => () => {
      const context = { runId: randomUUID(), attempt: 1, signal: new AbortController().signal };
      return handle({ account }, context);
    };
    return {
      poll: run(createPollBoard(bound.board)),
      refresh: run(createRefreshCards(bound.cards)),
      locate: run(createLocateAddress(bound.places)),
      push: run(createPushDeliveries(bound.push)),
    };
  };
  const steps = as('steps');
  const deliveriesOf = ({ id }: MadeCard) => readDeliveriesOf(world, id);
  return {
    ...{ as, deliveriesOf },
    create: async (more = {}) =>
      (await world.isales.act('create-card', {
        ...{ column: INSTALLATION, ...more },
      })) as unknown as MadeCard,
    prepare: async () => {
      await steps.poll();
      await steps.refresh();
      await steps.locate();
    },
    pushUntil: async (card, deliveries) => {
      const pushAndRead = async (): Promise<string[]> => {
        await steps.push();
        return deliveriesOf(card);
      };
      await expect.poll(pushAndRead).toEqual(deliveries);
    },
    reassign: async (card, { clienteId }) => {
      await world.isales.act('reassign-card', { id: card.id, clienteId });
    },
    requestsOf: ({ id }) => readRequestsOf(world, id),
    holdsOf: ({ id }) => readHoldsOf(world, id),
    close: () => portals.close(),
  };
}
