import { hashText, mix, pick } from '../../seeded/random.ts';
import type { StoredValue } from './deal-field.ts';
import type { DealSeed, FieldGenerator } from './generate-user-field.ts';
import type { StatusRow } from './stages.ts';
import { userIds } from './users.ts';
import { firstNames, lastNames, longRemark, products, remarks } from './words.ts';

// Fixed, so that the same seed gives the same bytes on any day.
const firstCreationMs = Date.parse('2021-01-04T11:00:00Z');
const lastCreationMs = Date.parse('2026-10-30T20:00:00Z');
const dayMs = 86_400_000;

/** What generated deals refer to. */
export interface DealSurroundings {
  readonly seed: number;
  readonly lastId: number;
  /** Stages of each funnel in their order at the start of the run. */
  readonly stages: ReadonlyMap<number, readonly StatusRow[]>;
  readonly sources: readonly string[];
  readonly dealTypes: readonly string[];
}

/** The generators of the system fields; each value hangs on seed, id and field alone. */
export function systemFieldGenerators(
  around: DealSurroundings,
): ReadonlyMap<string, FieldGenerator> {
  const chance = (deal: DealSeed, name: string): number => mix(deal.seed, deal.id, hashText(name));
  const funnels = [...around.stages.keys()];
  const funnelOf = (deal: DealSeed): number =>
    chance(deal, 'funnel') % 2 ? 0 : pick(funnels, chance(deal, 'funnel') >>> 1);
  const stageOf = (deal: DealSeed): string =>
    pick(around.stages.get(funnelOf(deal)) ?? [], chance(deal, 'stage')).statusId;
  const modifiedMs = (deal: DealSeed): number =>
    Math.min(deal.createdMs + (chance(deal, 'modified') % (90 * 86_400)) * 1000, lastCreationMs);
  const owner = (name: string) => (deal: DealSeed) => String(pick(userIds, chance(deal, name)));
  const day = (ms: number): number => Math.floor(ms / dayMs) * dayMs;
  const flag = (name: string) => (deal: DealSeed) => (chance(deal, name) % 6 === 0 ? 'Y' : 'N');

  return new Map<string, FieldGenerator>([
    ['ID', (deal) => String(deal.id)],
    ['TITLE', (deal) => toTitle(deal, chance(deal, 'title'))],
    ['TYPE_ID', (deal) => pick(around.dealTypes, chance(deal, 'type'))],
    ['STAGE_ID', stageOf],
    ['PROBABILITY', (deal) => (chance(deal, 'probability') % 4 ? null : '50')],
    ['CURRENCY_ID', () => 'BRL'],
    ['OPPORTUNITY', (deal) => toAmount(chance(deal, 'amount'))],
    ['IS_MANUAL_OPPORTUNITY', flag('manual')],
    ['TAX_VALUE', () => '0.00'],
    ['COMPANY_ID', (deal) => sometimes(chance(deal, 'company'), 4, 400)],
    ['CONTACT_ID', (deal) => sometimes(chance(deal, 'contact'), 1, 5000)],
    ['BEGINDATE', (deal) => day(deal.createdMs)],
    ['CLOSEDATE', (deal) => day(deal.createdMs) + (7 + (chance(deal, 'close') % 30)) * dayMs],
    ['ASSIGNED_BY_ID', owner('assigned')],
    ['CREATED_BY_ID', owner('created')],
    ['MODIFY_BY_ID', owner('modified-by')],
    ['DATE_CREATE', (deal) => deal.createdMs],
    ['DATE_MODIFY', modifiedMs],
    ['OPENED', () => 'Y'],
    ['COMMENTS', (deal) => toComment(chance(deal, 'comment'))],
    ['CATEGORY_ID', (deal) => String(funnelOf(deal))],
    ['IS_RECURRING', () => 'N'],
    ['IS_RETURN_CUSTOMER', flag('return')],
    ['IS_REPEATED_APPROACH', flag('repeated')],
    ['SOURCE_ID', (deal) => pick(around.sources, chance(deal, 'source'))],
    [
      'SOURCE_DESCRIPTION',
      (deal) => rarely(chance(deal, 'about'), pick(remarks, chance(deal, 'about') >>> 4)),
    ],
    ['MOVED_BY_ID', owner('moved')],
    ['MOVED_TIME', modifiedMs],
    ['LAST_ACTIVITY_TIME', modifiedMs],
    ['LAST_ACTIVITY_BY', owner('activity')],
    ['UTM_SOURCE', (deal) => rarely(chance(deal, 'utm'), 'google')],
  ]);
}

/** When a generated deal was created: ids rise with time. */
export function creationMs(id: number, lastId: number): number {
  const share = lastId === 0 ? 0 : id / lastId;
  const ms = firstCreationMs + share * (lastCreationMs - firstCreationMs);
  return Math.floor(ms / 1000) * 1000;
}

function toTitle(deal: DealSeed, bits: number): StoredValue {
  const name = `${pick(firstNames, bits)} ${pick(lastNames, bits >>> 4)}`;
  const title = `${pick(products, bits >>> 8)} - ${name} #${deal.id}`;
  return bits % 13 === 0 ? `${title} "urgente" & 100% 🚀` : title;
}

function toComment(bits: number): StoredValue {
  if (bits % 3 === 0) return null;
  if (bits % 29 === 1) return longRemark.repeat(10 + (bits % 30));
  return `[B]${pick(remarks, bits >>> 3)}[/B]`;
}

const toAmount = (bits: number): string =>
  `${bits % 3000}.${String((bits >>> 12) % 100).padStart(2, '0')}`;
const sometimes = (bits: number, oneIn: number, below: number): StoredValue =>
  bits % oneIn === 0 ? String(1 + ((bits >>> 3) % below)) : null;
const rarely = (bits: number, value: StoredValue): StoredValue => (bits % 10 === 0 ? value : null);
