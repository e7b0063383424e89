import { judgeCard } from './judge-card.ts';
import type { AnewPorts, RunOf } from './ports.ts';
import type { FieldSettings } from './settings.ts';

/**
 * Judges cards once more when the settings that judgements go by have changed: what a person allowed
 * meanwhile goes on without a vendor being asked. Another distance has the links of these cards
 * measured again, by the answers that are kept. Gives the cards; none when nothing has changed.
 */
export async function judgeAnew(
  ports: AnewPorts,
  { account, runId }: RunOf,
  { leastPrecision, farthestKm }: FieldSettings,
): Promise<readonly string[]> {
  const before = await ports.findJudgedBy(account);
  const isAsFar = before === null || before.farthestKm === farthestKm;
  if (before?.leastPrecision === leastPrecision && isAsFar) return [];
  const cards = await ports.listOpenCards(account);
  const places = isAsFar ? 0 : await ports.markLinkedPlaces(account, cards);
  for (const isalesId of cards) await judgeCard(ports, { account, runId, isalesId });
  // Only now: whoever dies before this leaves cards that are judged again.
  await ports.saveJudgedBy(account, { leastPrecision, farthestKm });
  if (places > 0) await ports.ringPlaces(account);
  return cards;
}
