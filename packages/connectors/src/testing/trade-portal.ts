/** A portal with goods, as the tests of the catalogue see it: a client and what the fake shows. */
import { createClock } from '@ponte/clock';
import { createBitrix24, type Bitrix24Client } from '../bitrix24/index.ts';
import { isVendorError, type VendorError } from '../http/vendor-error.ts';
import { startFakePortal, type FakePortal } from './fake-portal.ts';
import { collectLogLines } from './log-lines.ts';

export interface ShownProduct {
  readonly id: number;
  readonly quantity: number;
  /** By store id. */
  readonly amounts: Readonly<Record<string, number>>;
}

export interface ShownDocument {
  readonly docNumber: string;
  readonly docType: string;
  readonly isConducted: boolean;
  readonly elements: readonly unknown[];
}

export interface TradePortal {
  readonly fake: FakePortal;
  readonly client: Bitrix24Client;
  /** GET /state with a query. */
  state<T>(query: string): Promise<T>;
  product(id: string): Promise<ShownProduct>;
  documents(): Promise<readonly ShownDocument[]>;
  requests(): Promise<number>;
  /** The nth batch from now meets the fault; those before it pass. */
  strikeBatch(nth: number, fault: { kind: string; ms?: number }): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a portal with goods in three stores and a client of it. */
export async function startTradePortal(goods: number): Promise<TradePortal> {
  const clock = createClock({ scale: 20 });
  const fake = await startFakePortal(clock, { name: 'trade', deals: 5, goods, stores: 3 });
  const client = createBitrix24({
    ...{ webhookUrl: fake.webhookUrl, account: 'default', clock },
    logger: collectLogLines().logger,
    http: { timeoutMs: 2_000 },
  });
  const state = async <T>(query: string): Promise<T> =>
    (await (await fetch(`${fake.control}/state?${query}`)).json()) as T;
  return {
    fake,
    client,
    state,
    product: async (id) => {
      // Two ids, because "1" alone asks for all products.
      const { products } = await state<{ products: ShownProduct[] }>(`products=${id},0`);
      const [product] = products;
      if (product === undefined) throw new Error(`The fake has no product ${id}.`);
      return product;
    },
    documents: async () => (await state<{ documents: ShownDocument[] }>('documents=1')).documents,
    requests: async () => Number((await fake.get('counters'))['requests']),
    strikeBatch: (nth, fault) => {
      const match = { method: 'batch', command: false };
      return fake.setFaults(
        { kind: 'delay', ms: 0, count: nth - 1, match },
        { ...fault, count: 1, match },
      );
    },
    stop: async () => {
      await client.close();
      await fake.stop();
    },
  };
}

/** The `VendorError` that the work ends with; anything else fails the test. */
export async function failureOf(work: Promise<unknown>): Promise<VendorError> {
  const thrown: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!isVendorError(thrown)) throw new Error('expected a VendorError');
  return thrown;
}
