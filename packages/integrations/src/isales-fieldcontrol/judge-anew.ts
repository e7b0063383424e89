import { judgeCard } from './judge-card.ts';
import type { AnewPorts, RunOf } from './ports.ts';
import type { FieldSettings } from './settings.ts';

/**
 * Judges cards once more when the settings that judgements go by have changed: what a person allowed
 * meanwhile goes on without a vendor being asked. Gives the cards; none when nothing has changed.
 */
export async function judgeAnew(
  ports: AnewPorts,
  { account, runId }: RunOf,
  { leastPrecision }: FieldSettings,
): Promise<readonly string[]> {
  if ((await ports.findJudgedBy(account)) === leastPrecision) return [];
  const cards = await ports.listOpenCards(account);
  for (const isalesId of cards) await judgeCard(ports, { account, runId, isalesId });
  // Only now: whoever dies before this leaves cards that are judged again.
  await ports.saveJudgedBy(account, leastPrecision);
  return cards;
}
