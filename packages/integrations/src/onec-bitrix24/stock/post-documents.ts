import type { DocumentOutcome, StockDocument, WriteEnd } from './ports.ts';
import { sumRound } from './rules/store-documents.ts';

/** The portal names one wrong line at a time when it conducts; more than that is left to a person. */
const MOST_ROUNDS = 5;

export interface Posted extends WriteEnd {
  /** How many were conducted. */
  readonly documents: number;
  /** Cards that they moved. */
  readonly touched: readonly string[];
}

/** Posts documents, and again without the lines that the portal refuses. */
export async function postDocuments(
  post: (open: readonly StockDocument[]) => Promise<readonly DocumentOutcome[]>,
  documents: readonly StockDocument[],
): Promise<Posted> {
  const problems: string[] = [];
  let open = documents;
  const touched: string[] = [];
  let [written, conducted] = [0, 0];
  for (let round = 1; round <= MOST_ROUNDS && open.length > 0; round += 1) {
    const outcomes = await post(open);
    const end = sumRound(open, outcomes);
    written += end.written;
    conducted += end.conducted;
    touched.push(...end.touched);
    problems.push(...end.problems);
    open = end.rest;
  }
  for (const { key } of open) problems.push(`Document ${key}: too many of its lines are refused.`);
  return { written, documents: conducted, touched, problems };
}
