import { toDecimalText } from '../../decimal.ts';
import type { DocumentOutcome, StockDocument } from '../ports.ts';
import { PLACES } from './figures.ts';
import type { StockChange } from './plan-stock.ts';

/** One document for what comes and one for what goes, per store. */
export function toDocuments(changes: readonly StockChange[], runKey: string): StockDocument[] {
  const groups = Map.groupBy(changes, ({ storeId, from, to }) =>
    JSON.stringify([storeId, to > from ? 'increase' : 'decrease']),
  );
  return [...groups].map(([group, ofGroup]) => {
    const [storeId, kind] = JSON.parse(group) as [string, StockDocument['kind']];
    const lines = ofGroup.map(({ productId, from, to }) => ({
      ...{ productId, storeId },
      amount: toDecimalText(to > from ? to - from : from - to, PLACES),
    }));
    const key = `${runKey}-${storeId}-${kind === 'increase' ? 'in' : 'out'}`;
    return { key, kind, storeId, lines };
  });
}

export interface PostedRound {
  /** Figures of conducted documents. */
  readonly written: number;
  readonly conducted: number;
  /** Cards of conducted documents. */
  readonly touched: readonly string[];
  /** What the portal refused, in one sentence each. */
  readonly problems: readonly string[];
  /** The same documents under their keys without the lines that were refused. */
  readonly rest: readonly StockDocument[];
}

/** What became of documents: a refused line is left out, and what is left is worth another try. */
export function sumRound(
  documents: readonly StockDocument[],
  outcomes: readonly DocumentOutcome[],
): PostedRound {
  const byKey = new Map(outcomes.map((outcome) => [outcome.key, outcome]));
  const problems: string[] = [];
  const rest: StockDocument[] = [];
  const touched: string[] = [];
  let [written, conducted] = [0, 0];
  for (const document of documents) {
    const outcome = byKey.get(document.key);
    if (outcome === undefined) continue;
    if (outcome.state === 'conducted') {
      written += document.lines.length;
      conducted += 1;
      touched.push(...document.lines.map(({ productId }) => productId));
      continue;
    }
    const { refusedLines, message } = outcome;
    const refused = new Set(refusedLines.map(({ productId }) => productId));
    const lines = document.lines.filter(({ productId }) => !refused.has(productId));
    for (const line of refusedLines)
      problems.push(`Card ${line.productId} in store ${document.storeId}: ${line.message}`);
    if (refused.size === 0) problems.push(`Document ${document.key}: ${message}`);
    else if (lines.length > 0) rest.push({ ...document, lines });
  }
  return { written, conducted, touched, problems, rest };
}
