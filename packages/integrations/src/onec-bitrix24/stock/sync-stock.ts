import type { Handler, JobEnding } from '@ponte/jobs/define';
import { applyStock, type Applied } from './apply-stock.ts';
import type { StockPorts } from './ports.ts';
import { postDocuments } from './post-documents.ts';
import { readStock, type StockTask } from './read-stock.ts';
import { decideStock } from './rules/decide-stock.ts';
import { toStockEnding } from './rules/to-stock-ending.ts';

/** Virtual milliseconds until a run that found another one at work looks again. */
const OTHER_RUN_MS = 60_000;

const ANOTHER_RUN: JobEnding = {
  outcome: 'skipped',
  reason: 'another-run',
  message: 'Another run has the stock; this one wrote nothing more and comes again after it.',
  againInMs: OTHER_RUN_MS,
};

/** Makes the portal's stock equal to 1C's, writing only what differs, and looks again afterwards. */
export function createSyncStock(ports: StockPorts): Handler<{ account: string }> {
  return async ({ account }, { runId, signal }) => {
    const tenure = await ports.takeTenure(account, { runId, signal });
    if (tenure === undefined) return ANOTHER_RUN;
    try {
      return await syncStock(ports, { account, runId, tenure });
    } catch (error) {
      if (tenure.isLost()) return ANOTHER_RUN;
      throw error;
    } finally {
      await tenure.end();
    }
  };
}

async function syncStock(ports: StockPorts, task: StockTask): Promise<JobEnding> {
  const { account, tenure } = task;
  const word = await ports.readWord(account);
  const finished = await finishPending(ports, task);
  const facts = await readStock(ports, task);

  const approved = new Set(word.approval?.cards);
  const { plan, hold, asks, leftover } = decideStock({ ...facts, approved });

  const isDue = plan !== undefined && hold === undefined;
  const { written, documents, ...applied }: Applied = isDue
    ? await applyStock(ports, task, { ...facts, plan })
    : { written: 0, documents: 0, hold };
  const end = { hold: applied.hold ?? leftover, asks, word };
  await tenure.saveEnd(end);

  const changed = isDue ? plan.changes : [];
  return toStockEnding({
    ...{ linked: facts.links.length, unresolved: facts.unresolved.length, plan },
    ...{ rows: facts.reading.rows.length, written, documents, hold: end.hold },
    touched: [...finished, ...changed.map(({ productId }) => productId)],
  });
}

/**
 * What an earlier run had begun at the portal is brought to its end first, by the same keys. What it
 * only meant to send may be false by now: it is forgotten, and what still differs is planned anew.
 * Gives the cards that were moved.
 */
async function finishPending(
  ports: StockPorts,
  { account, tenure }: StockTask,
): Promise<readonly string[]> {
  const pending = await ports.findPending(account);
  if (pending.length === 0) return [];
  // What is refused now still differs, so the plan finds it again and says so.
  const portal = ports.portal(account);
  const { touched } = await postDocuments((open) => portal.endDocuments(open, tenure), pending);
  await tenure.savePending([]);
  return touched;
}
