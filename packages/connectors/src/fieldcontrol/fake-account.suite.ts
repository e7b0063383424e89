/** The Field Control fake as the contract tests play it, with a client of its main account. */
import type { Clock } from '@ponte/clock';
import { startFieldcontrolFake, type FieldcontrolFake } from '@ponte/fakes/start';
import { controlOf, type FakeControl } from '../testing/controlled-fake.ts';
import { collectLogLines } from '../testing/log-lines.ts';
import { TEST_PATIENCE_MS, TEST_TIMEOUT_MS } from '../testing/test-patience.ts';
import { createFieldControl, type FieldControlClient, type FieldControlOptions } from './index.ts';
import type { AddressDraft, CustomerDraft, TicketDraft } from './model.ts';

export const address: AddressDraft = {
  ...{ zipCode: '15085-480', street: 'Rua das Acácias', number: '383', neighborhood: 'Centro' },
  ...{ complement: '', city: 'São José do Rio Preto', state: 'SP' },
  coords: { latitude: -20.8197, longitude: -49.3794 },
};

export const marina: CustomerDraft = {
  ...{ name: 'Marina Prado Lemos', documentNumber: '52998224725', code: 'isales-501' },
  ...{ externalId: 'isales:cliente:501', address },
};

/** Limits that are not what a test is about. */
export const UNLIMITED = { burst: 10_000, perSecond: 100 };

export interface FakeAccount {
  readonly fake: FieldcontrolFake;
  readonly control: FakeControl;
  /** Without a limit, like the fake behind it. */
  readonly field: FieldControlClient;
  readonly lines: readonly string[];
  readonly reports: readonly unknown[];
  build(overrides?: Partial<FieldControlOptions>): FieldControlClient;
  /** Back to the scenario, without limit and faults. */
  reset(): Promise<void>;
  /** A request for a new customer. */
  newTicket(overrides?: Partial<TicketDraft>): Promise<TicketDraft>;
  stop(): Promise<void>;
}

/** Starts a fake on the clock of the test. */
export async function startFakeAccount(clock: Clock): Promise<FakeAccount> {
  const { logger, lines } = collectLogLines();
  const reports: unknown[] = [];
  const time = { scale: clock.scale, originMs: clock.originMs };
  const fake = await startFieldcontrolFake({ time });
  const control = controlOf(fake.control);
  const open: FieldControlClient[] = [];
  const build = (overrides: Partial<FieldControlOptions> = {}): FieldControlClient => {
    const client = createFieldControl({
      ...{ baseUrl: fake.url, apiKey: fake.apiKey, accountId: fake.accountId, account: 'default' },
      ...{ clock, logger, onCall: (report) => reports.push(report) },
      http: { timeoutMs: TEST_TIMEOUT_MS, limit: UNLIMITED, patienceMs: TEST_PATIENCE_MS },
      ...overrides,
    });
    open.push(client);
    return client;
  };
  const field = build();
  return {
    ...{ fake, control, field, lines, reports, build },
    reset: async () => {
      await control.reset({ scenario: 'small' });
      await control.act({ do: 'set-rate', perMinute: 0, burst: 1 });
    },
    newTicket: async (overrides) => {
      const { id: customerId, primaryLocationId } = await field.createCustomer(marina);
      return {
        ...{ name: marina.name, subject: `Instalação: ${marina.name}`, message: 'VENDEDOR: Davi' },
        ...{ externalId: 'isales:501:1', customerId, serviceId: fake.services.installation },
        ...(primaryLocationId === null ? {} : { locationId: primaryLocationId }),
        ...overrides,
      };
    },
    stop: async () => {
      await Promise.all(open.map((client) => client.close()));
      await fake.stop();
    },
  };
}
