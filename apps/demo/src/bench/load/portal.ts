import { startChild } from '../child.ts';
import type { PortalTalk } from './sleeping-portal.ts';

/** What the portal counted while one side read it. */
export interface Counted {
  readonly requests: number;
  /** Exact totals, which cost a portal time for every row that matches. */
  readonly counts: number;
  /** Requests over the limit. */
  readonly refusals: number;
}

/** A portal that needs its time for every request, like the real one. */
export interface BenchPortal {
  readonly webhookUrl: string;
  /** Starts again with so many deals; `isLimited` false lifts the limits of the portal. */
  stock(deals: number, isLimited: boolean): Promise<void>;
  /** Counts from here, with an empty bucket. */
  startCounting(): Promise<void>;
  count(): Promise<Counted>;
  stop(): Promise<void>;
}

const REQUEST_MS = 100;
const COMMAND_SECONDS = 0.01;
const NO_LIMIT = { size: 1e9, drainPerSecond: 1e9 };

/** Starts it; empty until it is stocked. */
export async function startBenchPortal(): Promise<BenchPortal> {
  const child = await startChild<PortalTalk>(new URL('sleeping-portal.ts', import.meta.url), {});
  const { webhookUrl, control } = await child.ask('addresses', {});
  const post = async (path: string, body: unknown): Promise<void> => {
    const answer = await fetch(`${control}/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`The fake refused /${path}: ${await answer.text()}`);
  };
  const act = (body: object): Promise<void> => post('act', body);
  return {
    webhookUrl,
    stock: async (deals, isLimited) => {
      await post('reset', { scenario: { deals } });
      await post('faults', [{ kind: 'delay', ms: REQUEST_MS, match: { command: false } }]);
      const free = { perCell: 0, perCountedRow: 0, perSkippedRow: 0 };
      await act({ do: 'set-cost', base: COMMAND_SECONDS, ...free, sleeps: true });
      if (isLimited) return;
      await act({ do: 'set-plan', ...NO_LIMIT });
      await act({ do: 'set-operating-mode', mode: 'off' });
    },
    startCounting: async () => {
      await act({ do: 'set-bucket-level', level: 0 });
      await act({ do: 'reset-counters' });
    },
    count: async () => (await (await fetch(`${control}/counters`)).json()) as Counted,
    stop: () => child.stop(),
  };
}
