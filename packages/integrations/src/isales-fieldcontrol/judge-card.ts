import type { JudgePorts } from './ports.ts';
import { decidePendings } from './rules/decide-pendings.ts';

/**
 * Looks at a card as the tables have it: opens and closes its pendings and says whether its
 * deliveries may leave. True when one may.
 */
export async function judgeCard(
  ports: JudgePorts,
  card: { readonly account: string; readonly runId: string; readonly isalesId: string },
): Promise<boolean> {
  const facts = await ports.findCardFacts(card.account, card.isalesId);
  if (facts === undefined) return false;
  const settings = await ports.readSettings(card.account);
  return ports.saveVerdict(card, decidePendings(facts, settings));
}
