import { toDecimalText } from '../decimal.ts';
import type { PortalCard, StockHold, StockPorts, StoreAmount } from './ports.ts';
import { postDocuments, type Posted } from './post-documents.ts';
import type { StockTask } from './read-stock.ts';
import { nameSome, PLACES } from './rules/figures.ts';
import { listUnequal, type StockPlan } from './rules/plan-stock.ts';
import { toDocuments } from './rules/store-documents.ts';

interface Order {
  readonly mode: 'on' | 'off';
  readonly plan: StockPlan;
  /** As read before. */
  readonly cards: readonly PortalCard[];
}

export interface Applied {
  readonly written: number;
  readonly documents: number;
  readonly hold: StockHold | undefined;
}

/** Writes the differences in the portal's way and reads the changed figures back. */
export async function applyStock(
  ports: StockPorts,
  task: StockTask,
  order: Order,
): Promise<Applied> {
  const { changes } = order.plan;
  if (changes.length === 0) return { written: 0, documents: 0, hold: undefined };
  const { written, problems, documents } =
    order.mode === 'on'
      ? await postChanges(ports, task, order)
      : await setQuantities(ports, task, order);
  const unequal = listUnequal(changes, await readBack(ports, task, order));
  if (unequal.length === 0 && problems.length === 0) return { written, documents, hold: undefined };
  const ids = [...new Set(unequal.map(({ productId }) => productId))];
  const sentences = [
    ...(ids.length === 0
      ? []
      : [`${unequal.length} figures are not as written (cards ${nameSome(ids)}).`]),
    ...(problems.length === 0 ? [] : [`The portal refused: ${nameSome(problems)}`]),
  ];
  const hold = { reason: 'stock-unequal', detail: sentences.join(' ') };
  return { written, documents, hold };
}

async function setQuantities(
  ports: StockPorts,
  { account, tenure }: StockTask,
  { plan, cards }: Order,
): Promise<Omit<Posted, 'touched'>> {
  const offers = new Set(cards.filter(({ isOffer }) => isOffer).map(({ productId }) => productId));
  const wanted = plan.changes.map(({ productId, to }) => ({
    ...{ productId, quantity: toDecimalText(to, PLACES), isOffer: offers.has(productId) },
  }));
  return { ...(await ports.portal(account).setQuantities(wanted, tenure)), documents: 0 };
}

/** The documents are kept before the first is sent: whoever comes after a crash sends the same. */
async function postChanges(
  ports: StockPorts,
  { account, runId, tenure }: StockTask,
  { plan }: Order,
): Promise<Posted> {
  const documents = toDocuments(plan.changes, `PONTE-${runId}`);
  await tenure.savePending(documents);
  const portal = ports.portal(account);
  const posted = await postDocuments((open) => portal.postDocuments(open, tenure), documents);
  await tenure.savePending([]);
  return posted;
}

async function readBack(
  ports: StockPorts,
  { account, tenure }: StockTask,
  { mode, plan }: Order,
): Promise<readonly StoreAmount[]> {
  const ids = [...new Set(plan.changes.map(({ productId }) => productId))];
  const portal = ports.portal(account);
  if (mode === 'on') return portal.readAmountsOf(ids, tenure.signal);
  const cards = await portal.readCardsOf(ids, tenure.signal);
  return cards.map(({ productId, quantity }) => ({ productId, storeId: '', amount: quantity }));
}
