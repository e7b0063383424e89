import { listCards, type CatalogueCard } from '@ponte/db/catalogue-cards';
import { inTransaction } from '@ponte/db/client';
import { readLatestActions } from '@ponte/db/product-mapping-changes';
import {
  listMappings,
  lockMappings,
  replaceSuggestions,
  type NewMapping,
  type ProductMapping,
} from '@ponte/db/product-mappings';
import type { CardMatch } from '@ponte/integrations/onec-bitrix24/mapping/match-cards';
import { changeMapping, type MappingChanged, type MappingPorts } from './change-mapping.ts';
import { matchInThread } from './match-in-thread.ts';
import type { Actor } from './ports.ts';

export interface Suggested {
  /** Cards of Bitrix24 that were looked at. */
  readonly cards: number;
  /** Lines of 1C that they were compared with. */
  readonly lines: number;
  /** Cards that were linked because it was certain. */
  readonly linked: number;
  /** Cards with suggestions for a person. */
  readonly suggested: number;
  /** Cards with nothing alike in 1C. */
  readonly without: number;
  /** Undoes the links of this run; null when there were none. */
  readonly batch: string | null;
  readonly released: readonly string[];
  readonly missedRings: number;
}

const MANY = 1_000_000;
/** A card that somebody parted by hand is never linked by itself again. */
const BY_HAND: ReadonlySet<string> = new Set(['unlinked', 'undone']);

/**
 * Compares the catalogues as last read: links what is certain, suggests the rest. Linked cards stay
 * as they are; refused pairs are not suggested again.
 */
export async function suggestMappings(
  ports: MappingPorts,
  { account }: { account: string },
  actor: Actor,
): Promise<Suggested> {
  const { pool } = ports.database;
  const [cards, allLines, mappings, latest] = await Promise.all([
    listCards(pool, { account, vendor: 'bitrix24' }),
    listCards(pool, { account, vendor: 'onec' }),
    listMappings(pool, { account, limit: MANY }),
    readLatestActions(pool, account),
  ]);
  const lines = allLines.filter(({ code }) => code !== null);
  const { linked, refused } = readDecided(mappings);
  const known: Known = { lines: toLines(lines), refused, latest };
  const matches = await matchInThread({ cards, lines });
  const open = matches.filter(({ card }) => card.isActive && !linked.has(card.id));
  const plans = open.map((match) => planCard(match, known));
  const certain = new Map(
    plans.flatMap(({ id, link }) => (link === undefined ? [] : [[id, link] as const])),
  );
  const end = await linkCertain(ports, { account, certain }, actor);
  const left = plans.filter(({ link }) => link === undefined);
  await inTransaction(pool, async (sql) => {
    await lockMappings(sql, account);
    await replaceSuggestions(sql, {
      ...{ account, by: actor.by, bitrix24ProductIds: cards.map(({ id }) => id) },
      mappings: left.flatMap(({ suggestions }) => suggestions),
    });
  });
  const suggested = left.filter(({ suggestions }) => suggestions.length > 0).length;
  return {
    ...{ cards: cards.length, lines: lines.length, linked: end.changed.length, suggested },
    without: left.length - suggested,
    ...{ batch: end.batch, released: end.released, missedRings: end.missedRings },
  };
}

async function linkCertain(
  ports: MappingPorts,
  { account, certain }: { account: string; certain: ReadonlyMap<string, NewMapping> },
  actor: Actor,
): Promise<MappingChanged> {
  const work = {
    account,
    auditAction: 'mapping.matched',
    auditObject: 'mapping:products',
    bitrix24ProductIds: [...certain.keys()],
    decide: (before: ReadonlyMap<string, readonly NewMapping[]>) =>
      [...certain].flatMap(([bitrix24ProductId, link]) => {
        const decided = before.get(bitrix24ProductId) ?? [];
        // Somebody linked or refused it while the catalogues were compared.
        const isTaken = decided.some(
          (each) => each.state === 'linked' || each.onecProductCode === link.onecProductCode,
        );
        if (isTaken) return [];
        return [{ bitrix24ProductId, action: 'linked' as const, decided: [...decided, link] }];
      }),
  };
  return changeMapping(ports, work, actor);
}

interface Lines {
  readonly codes: ReadonlyMap<string, string>;
  /** Codes that several lines carry: nobody can tell which is meant. */
  readonly unclear: ReadonlySet<string>;
}

function toLines(lines: readonly CatalogueCard[]): Lines {
  const codes = new Map<string, string>();
  const seen = new Set<string>();
  const unclear = new Set<string>();
  for (const { id, code } of lines) {
    if (code === null) continue;
    codes.set(id, code);
    if (seen.has(code)) unclear.add(code);
    seen.add(code);
  }
  return { codes, unclear };
}

interface Known {
  readonly lines: Lines;
  readonly refused: ReadonlySet<string>;
  readonly latest: ReadonlyMap<string, string>;
}

interface CardPlan {
  readonly id: string;
  readonly link: NewMapping | undefined;
  readonly suggestions: readonly NewMapping[];
}

function planCard({ card, suggestions, certainty }: CardMatch, known: Known): CardPlan {
  const { lines, refused, latest } = known;
  const all = suggestions.flatMap(({ line, score, reason }): NewMapping[] => {
    const code = lines.codes.get(line.id);
    if (code === undefined) return [];
    return [
      {
        ...{ bitrix24ProductId: card.id, bitrix24ProductName: card.name },
        ...{ onecProductCode: code, onecProductName: line.name },
        ...{ state: 'suggested', score, reason },
      },
    ];
  });
  const distinct = [
    ...new Map(all.toReversed().map((each) => [each.onecProductCode, each])).values(),
  ];
  const open = distinct.toReversed().filter((each) => !refused.has(toPairKey(each)));
  const [first] = all;
  const isSure =
    certainty !== undefined &&
    first !== undefined &&
    first === open[0] &&
    !lines.unclear.has(first.onecProductCode) &&
    !BY_HAND.has(latest.get(card.id) ?? '');
  if (!isSure) return { id: card.id, link: undefined, suggestions: open };
  const reason = `certain by ${certainty}; ${first.reason ?? ''}`;
  return { id: card.id, link: { ...first, state: 'linked', reason }, suggestions: [] };
}

function readDecided(mappings: readonly ProductMapping[]): {
  linked: ReadonlySet<string>;
  refused: ReadonlySet<string>;
} {
  const linked = mappings.filter(({ state }) => state === 'linked');
  const refused = mappings.filter(({ state }) => state === 'refused');
  return {
    linked: new Set(linked.map(({ bitrix24ProductId }) => bitrix24ProductId)),
    refused: new Set(refused.map(toPairKey)),
  };
}

function toPairKey(pair: { bitrix24ProductId: string; onecProductCode: string }): string {
  return JSON.stringify([pair.bitrix24ProductId, pair.onecProductCode]);
}
