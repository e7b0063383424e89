import type { JobEnding } from '@ponte/jobs/define';
import type { StockHold } from '../ports.ts';
import { compareIds } from './figures.ts';
import type { StockPlan } from './plan-stock.ts';

/**
 * The row of a run names at most so many cards, those with the lowest ids: a first night writes the
 * whole catalogue, any other a small part of it. The run's snapshot has every figure.
 */
const MOST_KEYS = 10_000;

export interface StockEndFacts {
  readonly linked: number;
  /** Linked cards whose item nobody knows. */
  readonly unresolved: number;
  readonly rows: number;
  readonly plan: StockPlan | undefined;
  readonly written: number;
  readonly documents: number;
  readonly hold: StockHold | undefined;
  /** Cards whose figures were written, by this run or for the one before it. */
  readonly touched: readonly string[];
}

/** What a stock run says of itself: its figures, and each card that it wrote. */
export function toStockEnding(facts: StockEndFacts): JobEnding {
  const { linked, unresolved, rows, plan, written, documents, hold, touched } = facts;
  const cards = [...new Set(touched)].toSorted(compareIds).slice(0, MOST_KEYS);
  const keys = cards.map((id) => `product:${id}`);
  return {
    outcome: hold === undefined ? 'done' : 'held',
    ...(hold === undefined ? {} : { reason: hold.reason, message: hold.detail }),
    keys: hold === undefined ? keys : ['stock:run', ...keys],
    counts: {
      ...{ items: linked, unresolved, rows, negative: plan?.negative ?? 0, gone: plan?.gone ?? 0 },
      ...{ changed: plan?.changes.length ?? 0, zeroed: plan?.zeroed.length ?? 0 },
      ...{ written, documents },
    },
  };
}
