import { startChild } from '../child.ts';
import type { PortalTalk } from '../load/sleeping-portal.ts';

/** A portal that answers as fast as it can: what is measured is ours. */
export interface FreePortal {
  readonly webhookUrl: string;
  /** Starts again with so many deals; nothing is limited and nothing costs time. */
  stock(deals: number): Promise<void>;
  /** Requests for deals, the bounds of their ids included, and the exact COUNTs by method. */
  count(): Promise<Counted>;
  stop(): Promise<void>;
}

export interface Counted {
  readonly requests: number;
  readonly countsByMethod: Readonly<Record<string, number>>;
}

interface Logged {
  readonly body: string;
}

const NO_LIMIT = { size: 1e9, drainPerSecond: 1e9 };

/** Starts it in a process of its own; empty until it is stocked. */
export async function startFreePortal(): Promise<FreePortal> {
  const file = new URL('../load/sleeping-portal.ts', import.meta.url);
  const child = await startChild<PortalTalk>(file, {});
  const { webhookUrl, control } = await child.ask('addresses', {});
  const post = async (path: string, body: unknown): Promise<void> => {
    const answer = await fetch(`${control}/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`The fake refused /${path}: ${await answer.text()}`);
  };
  const ask = async (path: string): Promise<unknown> => (await fetch(`${control}/${path}`)).json();
  return {
    webhookUrl,
    stock: async (deals) => {
      await post('reset', { scenario: { deals } });
      await post('act', { do: 'set-plan', ...NO_LIMIT });
      await post('act', { do: 'set-operating-mode', mode: 'off' });
      await post('act', { do: 'reset-counters' });
    },
    count: async () => {
      const { countsByMethod } = (await ask('counters')) as Pick<Counted, 'countsByMethod'>;
      const { requests } = (await ask('requests?method=batch')) as { requests: Logged[] };
      const lists = requests.filter(({ body }) => body.includes('crm.deal.list'));
      return { requests: lists.length, countsByMethod };
    },
    stop: () => child.stop(),
  };
}
