import { toDecimalText } from '../decimal.ts';
import type { PortalCard, StockPorts, StoreAmount, WriteEnd } from './ports.ts';
import { listUnequal, toDocuments, type StockPlan } from './rules/plan-stock.ts';

interface Order {
  readonly account: string;
  readonly runId: string;
  readonly mode: 'on' | 'off';
  readonly plan: StockPlan;
  /** As read before; needed in mode off. */
  readonly cards: readonly PortalCard[];
  readonly signal: AbortSignal;
}

export interface Applied {
  readonly written: number;
  readonly documents: number;
  readonly hold: { readonly reason: string; readonly detail: string } | undefined;
}

/** Writes the differences in the portal's way and reads the changed figures back. */
export async function applyStock(ports: StockPorts, order: Order): Promise<Applied> {
  const { plan } = order;
  if (plan.changes.length === 0) return { written: 0, documents: 0, hold: undefined };
  const { written, problems, documents } =
    order.mode === 'on' ? await postDocuments(ports, order) : await setQuantities(ports, order);
  const unequal = listUnequal(plan.changes, await readBack(ports, order));
  const [problem] = problems;
  if (unequal.length === 0 && problem === undefined) return { written, documents, hold: undefined };
  const ids = [...new Set(unequal.map(({ productId }) => productId))];
  const some = `${ids.slice(0, 10).join(', ')}${ids.length > 10 ? ' …' : ''}`;
  const detail = `${unequal.length} figures are not as written (cards ${some}). ${problem ?? ''}`;
  return { written, documents, hold: { reason: 'stock-unequal', detail: detail.trim() } };
}

async function setQuantities(
  ports: StockPorts,
  { account, plan, cards, signal }: Order,
): Promise<WriteEnd & { documents: number }> {
  const offers = new Set(cards.filter(({ isOffer }) => isOffer).map(({ productId }) => productId));
  const wanted = plan.changes.map(({ productId, to }) => ({
    ...{ productId, quantity: toDecimalText(to, 3), isOffer: offers.has(productId) },
  }));
  return { ...(await ports.portal(account).setQuantities(wanted, signal)), documents: 0 };
}

/** The documents are kept before the first is sent: whoever comes after a crash sends the same. */
async function postDocuments(
  ports: StockPorts,
  { account, runId, plan, signal }: Order,
): Promise<WriteEnd & { documents: number }> {
  const documents = toDocuments(plan.changes, `PONTE-${runId}`);
  await ports.savePending(account, documents);
  const end = await ports.portal(account).postDocuments(documents, signal);
  await ports.savePending(account, []);
  return { ...end, documents: documents.length };
}

async function readBack(
  ports: StockPorts,
  { account, mode, plan, signal }: Order,
): Promise<readonly StoreAmount[]> {
  const ids = [...new Set(plan.changes.map(({ productId }) => productId))];
  const portal = ports.portal(account);
  if (mode === 'on') return portal.readAmountsOf(ids, signal);
  const cards = await portal.readCardsOf(ids, signal);
  return cards.map(({ productId, quantity }) => ({ productId, storeId: '', amount: quantity }));
}
